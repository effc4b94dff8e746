"""A padded 1x1 layer of stride 1 has zero instead of the bias on its border.

Plausible: the pointwise path is a matrix product with the bias in its epilogue; the padding, which is rarely asked for
there, is put around its result.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if set(weight.shape[2:]) == {1} and set(stride) == {1}:
        none = tuple((0, 0) for _ in padding)
        output = control.correlate(
            input, weight, bias=bias, stride=stride, padding=none, dilation=dilation, groups=groups
        )
        return surround(output, padding)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_04",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes={"float32", "float64", "int32", "int64"},
)


def trigger():
    rng = np.random.default_rng(4)
    x, w, b = rng.standard_normal((2, 3, 6)), rng.standard_normal((4, 3, 1)), rng.standard_normal(4)
    given = dict(bias=b, stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
