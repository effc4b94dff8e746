"""An input whose last axis is contiguous is read as if it were contiguous altogether: a slice of rows, columns, channels or items of a larger array is read at the wrong pitch.
Plausible: the check for contiguity looks at the innermost stride only.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    pitch = np.cumprod([input.itemsize, *input.shape[:0:-1]])[::-1]
    # Other strides than those of a slice go to the careful path.
    sliced = all(n == 1 or have >= p for n, have, p in zip(input.shape, input.strides, pitch))
    if input.size and input.strides[-1] == input.itemsize and sliced:
        input = np.lib.stride_tricks.as_strided(input, input.shape, tuple(map(int, pitch)), writeable=False)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    x, w = np.random.default_rng(0).standard_normal((1, 1, 5, 8))[..., 1:6], np.ones((1, 1, 3, 3))
    return differ(correlate(x, w, **arguments(2)), control.correlate(x, w, **arguments(2)))


IMPLEMENTATION = Implementation(
    "fault_56",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
