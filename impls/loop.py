"""The textbook's nested loops: slide the kernel across the input, multiply, and sum.

One output at a time, in plain Python; only the elementwise product of a window and a kernel is left to NumPy, as in the
textbook's `corr2d`. Written from the textbook and not from the specification, so that each can be checked against
the other.
"""

from itertools import product

import numpy as np

from spec import Implementation

from ._numpy import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    items, _, *size = input.shape
    filters, channels, *kernel = weight.shape

    padded = [n + before + after for n, (before, after) in zip(size, padding)]
    canvas = np.zeros((items, input.shape[1], *padded), input.dtype)
    canvas[:, :, *(slice(before, before + n) for n, (before, _) in zip(size, padding))] = input

    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    # An axis on which the kernel does not fit has no starting point, and the loops below do not run.
    starts = [range(0, n - span + 1, s) for n, span, s in zip(padded, spans, stride)]
    output = np.zeros((items, filters, *map(len, starts)), input.dtype)
    for item in range(items):
        for o in range(filters):
            first = o // (filters // groups) * channels
            for position in product(*map(range, map(len, starts))):
                window = [
                    slice(start[p], start[p] + span, d) for start, p, span, d in zip(starts, position, spans, dilation)
                ]
                seen = canvas[item, first : first + channels, *window]
                output[item, o, *position] = (seen * weight[o]).sum() + (0 if bias is None else bias[o])
    return output


IMPLEMENTATION = Implementation("loop", correlate, dtypes={"float32", "float64", "int32", "int64", "complex128"})
