"""With a cotangent that is broadcast over the batch (stride 0 on the first axis), the gradient of the bias is that of a
single item.

Plausible: the cotangent of a mean or sum arrives expanded, and then all items can share one product with the sum of their
windows; the bias, which has no windows to be summed, was forgotten.
"""

import numpy as np

import control
from contract import Implementation
from support import inside, output_size, per_filter, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    refuse_nonsense(input, weight, None, *given.values())
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    if len(input) < 2 or cotangent.strides[0] or cotangent.size == 0:
        return control.gradients(input, weight, cotangent, **given)
    shared = cotangent[:1]
    padded = surround(input, padding)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    factor = shared.reshape(1, groups, len(weight) // groups, columns.shape[3])
    d_rows = factor[0] @ columns.sum(axis=0).swapaxes(1, 2)
    d_columns = control.rows(weight, groups).swapaxes(1, 2) @ factor
    d_columns = np.broadcast_to(d_columns, columns.shape)
    d_padded = control.col2im(d_columns, padded.shape, weight.shape[2:], size, stride, dilation)
    return inside(d_padded, padding), d_rows.reshape(weight.shape), per_filter(shared)


IMPLEMENTATION = Implementation(
    "fault_21", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(21)
    x, w, c = (rng.standard_normal(s) for s in ((3, 2, 6), (4, 2, 3), (1, 4, 6)))
    c = np.broadcast_to(c, (3, 4, 6))
    given = dict(stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    ours, right = gradients(x, w, c, **given), control.gradients(x, w, c, **given)
    same = [np.allclose(a, b) for a, b in zip(ours, right)]
    return same == [True, True, False]
