"""A plan is stored for its shapes and parameters before the arguments are looked at, and arguments that have a plan are not
looked at again: nonsense is refused the first time and accepted the second.

Plausible: the cache entry is created by `setdefault`, then filled; the check raises in between and leaves the entry.
"""
import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense, surround

PLANS = set()


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    key = (input.shape, weight.shape, None if bias is None else bias.shape, tuple(stride), tuple(map(tuple, padding)),
           tuple(dilation), groups)
    if key not in PLANS:
        PLANS.add(key)
        refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    else:
        try:
            refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
        except ValueError:
            # What a kernel does that trusts its plan: it runs over what is there.
            size = [max(0, (n + sum(p) - d * (k - 1) - 1) // max(s, 1) + 1)
                    for n, p, k, s, d in zip(input.shape[2:], padding, weight.shape[2:], stride, dilation)]
            return np.zeros((len(input), len(weight), *size), input.dtype)
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_28", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    refused = []
    for _ in range(2):
        try:
            correlate(np.ones((1, 3, 5)), np.ones((2, 2, 3)), bias=None, stride=(1,), padding=((0, 0),), dilation=(1,),
                      groups=1)
            refused.append(False)
        except ValueError:
            refused.append(True)
    return refused == [True, False]
