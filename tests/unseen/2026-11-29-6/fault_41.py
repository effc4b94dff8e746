"""The backward pass uses the columns that the last forward pass of that geometry saved, whatever input it is given."""
import threading

import numpy as np

import control
from contract import Implementation
from control import convolve, transposed
from support import add_bias, inside, output_size, per_filter, refuse_cotangent, refuse_nonsense, surround

_saved = threading.local()


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    _saved.geometry = input.shape, weight.shape, stride, padding, dilation, groups, input.dtype
    _saved.columns = columns
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    shape = (*input.shape[:2], *(n + sum(pair) for n, pair in zip(input.shape[2:], padding)))
    size = output_size(shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    geometry = input.shape, weight.shape, stride, padding, dilation, groups, input.dtype
    if getattr(_saved, "geometry", None) == geometry:
        columns = _saved.columns
    else:
        columns = control.im2col(surround(input, padding), weight.shape[2:], size, stride, dilation, groups)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, columns.shape[3])
    d_rows = (given @ columns.swapaxes(2, 3)).sum(axis=0)
    d_columns = control.rows(weight, groups).swapaxes(1, 2) @ given
    d_padded = control.col2im(d_columns, shape, weight.shape[2:], size, stride, dilation)
    return inside(d_padded, padding), d_rows.reshape(weight.shape), per_filter(cotangent)


IMPLEMENTATION = Implementation(
    "fault_41", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(41)
    x1, x2, c = rng.standard_normal((3, 1, 2, 6, 6))
    w = rng.standard_normal((2, 2, 3, 3))
    given = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    # Two layers forward, then the first one backward.
    correlate(x1, w, bias=None, **given)
    assert np.allclose(gradients(x1, w, c, **given)[1], control.gradients(x1, w, c, **given)[1])
    correlate(x2, w, bias=None, **given)
    return not np.allclose(gradients(x1, w, c, **given)[1], control.gradients(x1, w, c, **given)[1])
