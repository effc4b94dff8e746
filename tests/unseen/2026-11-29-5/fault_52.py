"""The input gradient is a transposed correlation whose output padding is worked out on the first axis and used for all: where
the stride leaves different rests on the axes, the gradient is brought to the input's shape by zeros or a cut in front.

Plausible: a scalar output_padding from the time of square inputs, and a final "pad to the input's shape" that hides it.
"""
import numpy as np

import control
from contract import Implementation
from support import surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    rests = [(n + sum(p) - d * (k - 1) - 1) % s
             for n, p, k, s, d in zip(input.shape[2:], padding, weight.shape[2:], stride, dilation)]
    if not cotangent.size or len(set(stride)) > 1 or len(set(rests)) == 1:
        return d_input, d_weight, d_bias
    for axis, rest in enumerate(rests[1:], 3):
        short, n = rest - rests[0], d_input.shape[axis]
        moved = np.zeros_like(d_input)
        to, off = [slice(None)] * d_input.ndim, [slice(None)] * d_input.ndim
        if short > 0:
            to[axis], off[axis] = slice(short, None), slice(None, max(0, n - short))
            moved[tuple(to)] = d_input[tuple(off)]
            d_input = moved
        elif short < 0:
            to[axis], off[axis] = slice(None, max(0, n + short)), slice(-short, None)
            moved[tuple(to)] = d_input[tuple(off)]
            d_input = moved
    return d_input, d_weight, d_bias


IMPLEMENTATION = Implementation("fault_52", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    rng = np.random.default_rng(52)
    w = rng.standard_normal((2, 2, 3, 3))
    g = dict(stride=(2, 2), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    right = []
    for n in 8, 9:
        x, c = rng.standard_normal((1, 2, 8, n)), rng.standard_normal((1, 2, 4, (n - 1) // 2 + 1))
        right.append(np.allclose(gradients(x, w, c, **g)[0], control.gradients(x, w, c, **g)[0]))
    return right == [True, False]
