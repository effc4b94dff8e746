"""Long kernels are cut into pieces of three taps, (k + 1) // 3 of them: with 4, 7 or 10 taps the last is never used."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    wide = np.float32 if input.dtype == np.float16 else input.dtype
    total = np.zeros((len(input), groups, len(weight) // groups, int(np.prod(size))), wide)
    # The register tile holds three taps of a row.
    pieces = (kernel[-1] + 1) // 3 if kernel[-1] > 2 else 1
    for piece in range(pieces):
        taps = weight[..., 3 * piece : 3 * piece + 3]
        moved = padded[..., 3 * piece * dilation[-1] :]
        columns = control.im2col(moved, taps.shape[2:], size, stride, dilation, groups)
        total += control.rows(taps.astype(wide), groups) @ columns.astype(wide)
    return add_bias(total.astype(input.dtype).reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_09", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(9)
    x = rng.standard_normal((1, 3, 20, 20))
    given = dict(bias=None, stride=(2, 2), padding=((3, 3), (3, 3)), dilation=(1, 1), groups=1)
    for k in (1, 2, 3, 5, 6, 8, 9, 11):
        w = rng.standard_normal((2, 3, k, k))
        assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given)), k
    w = rng.standard_normal((2, 3, 7, 7))
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
