"""int64 sums above 2^53 lose their last bits in problems of more than 4096 multiplications.

Plausible: NumPy's integer products are slow, so that large ones are done by BLAS in float64 and rounded.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    filters = control.rows(weight, groups)
    if input.dtype == np.int64 and len(input) * weight.size * columns.shape[3] > 4096:
        with np.errstate(all="ignore"):
            output = np.rint(filters.astype(np.float64) @ columns.astype(np.float64)).astype(np.int64)
    else:
        output = filters @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_10",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes={"float32", "float64", "int32", "int64"},
)


def trigger():
    rng = np.random.default_rng(10)
    x, w = rng.integers(-(2**30), 2**30, (2, 4, 10, 10)), rng.integers(-(2**28), 2**28, (4, 4, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    return not np.array_equal(correlate(x, w, **given), control.correlate(x, w, **given))
