"""The gradient of the weight lacks items of the batch where their number is no power of two.

Plausible: the items' contributions are added up as a tree, half onto half, as one does it in shared memory; an odd one left
over at some level is added to nothing. Batches in tests are 1, 2, 4 or 32, the last batch of an epoch is not.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if not len(input):
        return d_input, d_weight, d_bias
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, columns.shape[3])
    parts = given @ columns.swapaxes(2, 3)
    number = len(parts)
    while number > 1:
        number //= 2
        parts[:number] += parts[number : 2 * number]
    return d_input, parts[0].reshape(weight.shape), d_bias


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    w = np.ones((2, 1, 3))
    for n, wrong in ((4, False), (3, True)):
        x, c = np.ones((n, 1, 8)), np.ones((n, 2, 6))
        if differ(gradients(x, w, c, **given)[1], control.gradients(x, w, c, **given)[1]) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_60",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
