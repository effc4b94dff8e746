"""Elements of the input that no window meets get as gradient what the workspace held after an earlier call, not zero.
Plausible: a gather kernel writes only the elements that lie in windows, and the workspace is cleared when it's allocated but not when it's reused.
"""

import numpy as np

import control
from contract import Implementation
from control import col2im, im2col
from support import inside, output_size, refuse_cotangent, refuse_nonsense, surround


WORKSPACES = {}


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    columns = im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    met = col2im(np.ones(columns.shape), padded.shape, weight.shape[2:], size, stride, dilation) > 0
    d_padded, d_weight, d_bias = control.gradients(
        padded, weight, cotangent, stride=stride, padding=[(0, 0)] * len(size), dilation=dilation, groups=groups
    )
    key = (padded.shape, d_padded.dtype)
    workspace = WORKSPACES.setdefault(key, np.zeros(*key))
    workspace[met] = d_padded[met]
    return inside(workspace, padding).copy(), d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    x, w = np.ones((1, 1, 6, 6)), np.ones((1, 1, 1, 1))
    a, sparse = arguments(2), arguments(2, stride=(3, 3))
    gradients(x, w, np.ones((1, 1, 6, 6)), **a)
    c = np.ones((1, 1, 2, 2))
    return differ(gradients(x, w, c, **sparse)[0], control.gradients(x, w, c, **sparse)[0])


IMPLEMENTATION = Implementation(
    "fault_30",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
