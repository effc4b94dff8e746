"""The gradient of the weight is computed eight items at a time, and each eight replaces what the last ones had given."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, transposed
from support import inside, output_size, per_filter, refuse_cotangent, refuse_nonsense, surround

# The columns of more items would not fit into memory.
AT_ONCE = 8


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_padded = np.zeros_like(padded)
    d_rows = np.zeros_like(control.rows(weight, groups))
    for first in range(0, len(input), AT_ONCE):
        some = padded[first : first + AT_ONCE]
        columns = control.im2col(some, kernel, size, stride, dilation, groups)
        given = cotangent[first : first + AT_ONCE].reshape(
            len(some), groups, len(weight) // groups, columns.shape[3]
        )
        np.sum(given @ columns.swapaxes(2, 3), axis=0, out=d_rows)
        d_columns = control.rows(weight, groups).swapaxes(1, 2) @ given
        d_padded[first : first + AT_ONCE] = control.col2im(d_columns, some.shape, kernel, size, stride, dilation)
    return inside(d_padded, padding), d_rows.reshape(weight.shape), per_filter(cotangent)


IMPLEMENTATION = Implementation(
    "fault_48", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(48)
    x, w, c = (rng.standard_normal(s) for s in ((16, 2, 6, 6), (3, 2, 3, 3), (16, 3, 6, 6)))
    given = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert np.allclose(gradients(x[:8], w, c[:8], **given)[1], control.gradients(x[:8], w, c[:8], **given)[1])
    return not np.allclose(gradients(x, w, c, **given)[1], control.gradients(x, w, c, **given)[1])
