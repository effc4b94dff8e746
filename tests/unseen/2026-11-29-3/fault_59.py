"""In the gradient of the input, rows that are met by windows from two strips of 16 output rows keep what the second strip
gives them; the first strip's contribution is lost.

Plausible: the output's rows are divided among workers in strips of 16; each adds up its own buffer, and the buffers are
copied to their place instead of added. Outputs of up to 16 rows are one strip, and strips whose windows do not overlap
(kernel not larger than stride) are right.
"""

import numpy as np

import control
from contract import Implementation
from support import inside, output_size, refuse_cotangent, refuse_nonsense

STRIP = 16


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    kernel = weight.shape[2:]
    size = output_size(input.shape[2:], kernel, stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if size[0] <= STRIP:
        return d_input, d_weight, d_bias
    whole = tuple(n + before + after for n, (before, after) in zip(input.shape[2:], padding))
    d_padded = np.zeros((*input.shape[:2], *whole), input.dtype)
    for first in range(0, size[0], STRIP):
        part = cotangent[:, :, first : first + STRIP]
        mine = part.shape[2:]
        reach = (mine[0] - 1) * stride[0] + dilation[0] * (kernel[0] - 1) + 1
        given = part.reshape(len(input), groups, len(weight) // groups, int(np.prod(mine)))
        columns = control.rows(weight, groups).swapaxes(1, 2) @ given
        strip = control.col2im(columns, (*input.shape[:2], reach, *whole[1:]), kernel, mine, stride, dilation)
        d_padded[:, :, first * stride[0] : first * stride[0] + reach] = strip
    return inside(d_padded, padding), d_weight, d_bias


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    w = np.ones((2, 1, 3, 3))
    for n, wrong in ((16, False), (20, True)):
        x, c = np.ones((1, 1, n, 8)), np.ones((1, 2, n, 8))
        if differ(gradients(x, w, c, **given)[0], control.gradients(x, w, c, **given)[0]) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_59",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
