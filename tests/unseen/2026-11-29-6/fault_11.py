"""Large problems are done in bands of output rows, but a band's input starts at its row, not at its row times stride."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

# Elements of columns that fit into the second-level cache.
MOST = 1 << 15


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    output = np.empty((len(input), len(weight), *size), input.dtype)
    each = input.shape[1] * int(np.prod(kernel)) * int(np.prod(size[1:]))
    rows = max(1, MOST // max(1, each))
    matrix = control.rows(weight, groups)
    for first in range(0, size[0], rows):
        count = min(rows, size[0] - first)
        band = (count, *size[1:])
        columns = control.im2col(padded[:, :, first:], kernel, band, stride, dilation, groups)
        output[:, :, first : first + count] = (matrix @ columns).reshape(len(input), len(weight), *band)
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_11", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(11)
    w = rng.standard_normal((4, 8, 3, 3))
    given = dict(bias=None, padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    small, large = rng.standard_normal((1, 8, 12, 12)), rng.standard_normal((1, 8, 56, 56))
    for x, s in ((small, (2, 2)), (large, (1, 1))):
        assert np.allclose(correlate(x, w, stride=s, **given), control.correlate(x, w, stride=s, **given))
    given["stride"] = (2, 2)
    return not np.allclose(correlate(large, w, **given), control.correlate(large, w, **given))
