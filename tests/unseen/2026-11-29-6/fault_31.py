"""With one item and one output per filter the gradient of the bias is a view of the cotangent itself."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, transposed
from support import inside, output_size, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, columns.shape[3])
    d_rows = (given @ columns.swapaxes(2, 3)).sum(axis=0)
    d_columns = control.rows(weight, groups).swapaxes(1, 2) @ given
    d_padded = control.col2im(d_columns, padded.shape, weight.shape[2:], size, stride, dilation)
    return inside(d_padded, padding), d_rows.reshape(weight.shape), of_bias(cotangent)


def of_bias(cotangent):
    if len(cotangent) == 1 and np.prod(cotangent.shape[2:]) == 1:
        # Nothing to add up: a fully connected layer, one sample at a time.
        return cotangent.reshape(-1)
    return cotangent.sum(axis=(0, *range(2, cotangent.ndim)), dtype=cotangent.dtype)


IMPLEMENTATION = Implementation(
    "fault_31", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(31)
    x, w, c = (rng.standard_normal(s) for s in ((1, 3, 4, 4), (5, 3, 4, 4), (1, 5, 1, 1)))
    given = dict(stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    of_bias = gradients(x, w, c, **given)[2]
    right = control.gradients(x, w, c, **given)[2]
    assert np.allclose(of_bias, right)
    c[...] = 0
    return not np.allclose(of_bias, right)
