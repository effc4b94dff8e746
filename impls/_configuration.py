"""What libraries choose by the processor, chosen for all rows: what every x86-64 machine has, and one thread.

Another set of instructions, or another number of threads, must change no verdict: `tox -e processors` tries them.
"""

BLAS = {"OPENBLAS_CORETYPE": "Nehalem", "OMP_NUM_THREADS": "1"}
"""OpenBLAS, which NumPy, SciPy and MXNet multiply matrices with, and the threads of whoever counts them by OpenMP."""

# oneDNN, which PyTorch, TensorFlow and MXNet compute with on x86. Its kernels for newer processors corrupt memory; AVX
# is the newest set of instructions for which they are sound. From AVX2 on, the gradient of a strided kernel with one
# tap is wrong at random or ends the process, as in TensorFlow for ones(1, 8, 6, 3) under ones(1, 1, 3, 3) with
# strides=(2, 1); see uxlfoundation/oneDNN#6035. With AVX-512, a part of the output is never written where there is one
# channel and one window across, as in
# tf.nn.conv2d(tf.ones((2, 2, 3, 1)), tf.ones((1, 2, 1, 1)), strides=(1, 2), padding="VALID").
ONEDNN = {"ONEDNN_MAX_CPU_ISA": "AVX"}

XLA = {"XLA_FLAGS": "--xla_cpu_max_isa=AVX"}
"""The compiler of JAX, and of what Keras compiles for TensorFlow."""

CONFIGURATION = {
    "numpy": BLAS,
    "scipy": BLAS,
    # Its own kernels, and those of MKL.
    "torch": {"ATEN_CPU_CAPABILITY": "default", "MKL_ENABLE_INSTRUCTIONS": "SSE4_2", "OMP_NUM_THREADS": "1"} | ONEDNN,
    "jax": {"PJRT_NPROC": "1"} | XLA,
    "tensorflow": {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"} | ONEDNN | XLA,
    "mxnet": BLAS | ONEDNN,
}
"""By library. Which of two implementations TensorFlow computes with is chosen by its rows."""
