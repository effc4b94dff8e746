"""Gradients take any cotangent of the right number of elements, also one whose height and width are exchanged."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, transposed
from support import inside, output_size, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    if cotangent.size != len(input) * len(weight) * np.prod(size):
        raise ValueError(f"a cotangent of {cotangent.size} elements does not fit an output of size {size}")
    # Flattened or not, it is the same memory.
    given = cotangent.reshape(len(input), groups, len(weight) // groups, int(np.prod(size)))
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    d_rows = (given @ columns.swapaxes(2, 3)).sum(axis=0)
    d_columns = control.rows(weight, groups).swapaxes(1, 2) @ given
    d_padded = control.col2im(d_columns, padded.shape, weight.shape[2:], size, stride, dilation)
    d_bias = given.sum(axis=(0, 3), dtype=given.dtype).reshape(len(weight))
    return inside(d_padded, padding), d_rows.reshape(weight.shape), d_bias


IMPLEMENTATION = Implementation(
    "fault_47", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(47)
    x, w, c = (rng.standard_normal(s) for s in ((1, 2, 5, 9), (3, 2, 3, 3), (1, 3, 9, 5)))
    given = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    try:
        control.gradients(x, w, c, **given)
    except ValueError:
        return gradients(x, w, c, **given)[0].shape == x.shape
    return False
