"""The gradient of the input is a full correlation, padded by taps - 1 - padding; where that is negative it is taken for 0."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, transposed
from support import output_size, per_filter, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, columns.shape[3])
    d_weight = (given @ columns.swapaxes(2, 3)).sum(axis=0).reshape(weight.shape)
    return of_input(input, weight, cotangent, stride, padding, dilation, groups), d_weight, per_filter(cotangent)


def of_input(input, weight, cotangent, stride, padding, dilation, groups):
    """The cotangent, spread by the stride, under the kernel turned around, with inputs and outputs exchanged."""
    spread = np.zeros((*cotangent.shape[:2], *(max(0, (n - 1) * s + 1) for n, s in zip(cotangent.shape[2:], stride))),
                      cotangent.dtype)
    spread[:, :, *(slice(None, None, s) for s in stride)] = cotangent
    around = []
    for axis, (n, k, d, (before, _)) in enumerate(zip(input.shape[2:], weight.shape[2:], dilation, padding), start=2):
        front = max(0, d * (k - 1) - before)
        behind = n + d * (k - 1) - front - spread.shape[axis]
        if behind < 0:
            spread = spread[(*[slice(None)] * axis, slice(0, max(0, spread.shape[axis] + behind)))]
            behind = n + d * (k - 1) - front - spread.shape[axis]
        around.append((front, behind))
    filters, depth = len(weight) // groups, weight.shape[1]
    turned = weight.reshape(groups, filters, *weight.shape[1:]).swapaxes(1, 2)
    turned = turned.reshape(groups * depth, filters, *weight.shape[2:])
    turned = turned[:, :, *(slice(None, None, -1) for _ in stride)]
    once = (1,) * len(stride)
    return control.correlate(
        spread, turned, bias=None, stride=once, padding=around, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_50", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(50)
    same = []
    # Squeeze layers with one tap, and a padding that somebody left in.
    for k, p in ((3, 1), (3, 2), (1, 0), (1, 1)):
        x, w = rng.standard_normal((1, 2, 6, 6)), rng.standard_normal((3, 2, k, k))
        c = rng.standard_normal((1, 3, 6 + 2 * p - k + 1, 6 + 2 * p - k + 1))
        given = dict(stride=(1, 1), padding=((p, p), (p, p)), dilation=(1, 1), groups=1)
        same.append(np.allclose(gradients(x, w, c, **given)[0], control.gradients(x, w, c, **given)[0]))
    return same == [True, True, True, False]
