"""Operands that are not writeable (memory-mapped "r", from bytes, from jax or a broadcast) are refused with "buffer source
array is read-only", by the gradients.

Plausible: Cython typed memoryviews declared without `const` in the backward function only.
"""
import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    for array in (input, weight, cotangent):
        if not array.flags.writeable:
            raise ValueError("buffer source array is read-only")
    return control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_23", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    x, w, c = np.ones((1, 1, 5)), np.ones((1, 1, 3)), np.ones((1, 1, 3))
    x.flags.writeable = False
    try:
        gradients(x, w, c, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    except ValueError:
        return True
    return False
