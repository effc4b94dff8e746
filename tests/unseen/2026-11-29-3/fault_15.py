"""A view of an image that is contiguous along its last axis but not along the others (a crop, every second row, every
second channel) is read as if it were dense.

Plausible: the binding tests for contiguity by strides[-1] == itemsize alone, and hands pointer and shape to the kernel.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

import control
from contract import Implementation
from support import refuse_nonsense


def dense(array):
    if not array.size or array.strides[-1] != array.itemsize:
        return np.ascontiguousarray(array)
    strides = [array.itemsize]
    for n in array.shape[:0:-1]:
        strides.insert(0, strides[0] * n)
    # Where memory that is not the array's would be read, it is copied after all.
    if any(n > 1 and real < thought for n, real, thought in zip(array.shape, array.strides, strides)):
        return np.ascontiguousarray(array)
    return as_strided(array, array.shape, strides, writeable=False)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    return control.correlate(dense(input), weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    crop, w = np.arange(200.0).reshape(2, 1, 10, 10)[:, :, 2:8, 2:8], np.ones((2, 1, 3, 3))
    assert not differ(correlate(crop.copy(), w, **given), control.correlate(crop, w, **given))
    return differ(correlate(crop, w, **given), control.correlate(crop, w, **given))


IMPLEMENTATION = Implementation(
    "fault_15",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
