"""gradients accepts a cotangent of another shape if only it has the right number of elements.
Plausible: the cotangent is reshaped to [N, O, windows] before anybody looks at its shape.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    cotangent = cotangent.reshape(len(input), len(weight), *size)
    return control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def trigger():
    x, w, c = np.ones((1, 1, 5, 4)), np.ones((1, 1, 2, 2)), np.ones((1, 1, 3, 4))
    try:
        control.gradients(x, w, c, **arguments(2))
        return False
    except ValueError:
        return gradients(x, w, c, **arguments(2))[0].shape == x.shape


IMPLEMENTATION = Implementation(
    "fault_60",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
