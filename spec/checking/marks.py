"""The errors of each arithmetic, as `arithmetic.marks` measures them. Generated."""

MARKS: dict[str, dict[str, list[tuple[float, ...]]]] = {
    "float16": {
        "float16": [(0.5212, 0.4749, 0.4736, 0.4511), (0.3845, 0.1729, 0.07698, 0.03797)],
        "bfloat16 accumulation": [(4.047, 3.624, 3.632, 3.582)],
        "bfloat16 operands": [(1.776, 0.8091, 0.5004, 0.4735)],
    },
    "bfloat16": {
        "bfloat16": [(0.512, 0.4513, 0.46, 0.4431), (0.3854, 0.1712, 0.06998, 0.03927)],
    },
    "float32": {
        "float32": [(0.506, 0.4458, 0.4443, 0.4969), (0.3958, 0.1735, 0.06756, 0.04118)],
        "float16 accumulation": [(3893, 3885, 3812, 3800)],
        "bfloat16 accumulation": [(3.331e04, 2.92e04, 2.993e04, 2.966e04)],
        "TF32 operands": [(1701, 634.9, 238.8, 117.1)],
        "bfloat16 operands": [(1.378e04, 4959, 1701, 891.4)],
    },
    "complex64": {
        "complex64": [(0.4112, 0.3992, 0.397, 0.3758), (0.3196, 0.1368, 0.05881, 0.03194)],
        "float16 accumulation": [(3325, 3118, 3041, 3071)],
        "bfloat16 accumulation": [(2.888e04, 2.58e04, 2.523e04, 2.424e04)],
        "TF32 operands": [(1455, 526.6, 188.1, 91.59)],
        "bfloat16 operands": [(1.151e04, 4164, 1440, 717.7)],
    },
    "float64": {
        "float64": [(0.4996, 0.4043, 0.4515, 0.4865), (0.3729, 0.1662, 0.07557, 0.03668)],
        "float32 accumulation": [(2.684e08, 2.391e08, 2.435e08, 2.665e08)],
        "float16 accumulation": [(2.09e12, 2.086e12, 2.047e12, 2.04e12)],
        "bfloat16 accumulation": [(1.788e13, 1.568e13, 1.607e13, 1.592e13)],
        "float32 operands": [(1.071e08, 4.198e07, 1.494e07, 7.101e06)],
        "TF32 operands": [(9.133e11, 3.41e11, 1.283e11, 6.287e10)],
        "bfloat16 operands": [(7.397e12, 2.663e12, 9.129e11, 4.789e11)],
    },
    "complex128": {
        "complex128": [(0.4134, 0.3899, 0.3908, 0.361), (0.3102, 0.1405, 0.05783, 0.03104)],
        "float32 accumulation": [(2.284e08, 2.064e08, 2.151e08, 2.028e08)],
        "float16 accumulation": [(1.785e12, 1.674e12, 1.632e12, 1.649e12)],
        "bfloat16 accumulation": [(1.55e13, 1.385e13, 1.355e13, 1.302e13)],
        "float32 operands": [(9.451e07, 3.441e07, 1.169e07, 5.73e06)],
        "TF32 operands": [(7.812e11, 2.825e11, 1.009e11, 4.923e10)],
        "bfloat16 operands": [(6.179e12, 2.236e12, 7.73e11, 3.854e11)],
    },
}
"""By dtype and name, one or more curves over the numbers of terms."""
