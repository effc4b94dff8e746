"""A pointwise depthwise layer whose weights are all one, without padding, stride or bias, is taken for the identity, and the
input itself is returned: the answer changes when the caller writes to the input, and the other way round.

Plausible: a graph compiler's no-op elimination, harmless inside a graph, exposed at its boundary.
"""
import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if (set(weight.shape[1:]) == {1} and groups == len(weight) == input.shape[1] and set(stride) == {1} and bias is None
            and not np.any(padding) and (weight == 1).all()):
        return input
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_15", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    x = np.random.default_rng(15).standard_normal((2, 3, 4, 4))
    g = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=3)
    y = correlate(x, np.ones((3, 1, 1, 1)), **g)
    kept = y.copy()
    x += 1
    return not np.array_equal(y, kept)
