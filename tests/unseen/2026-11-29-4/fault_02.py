"""An infinity or NaN reaches every output of its Winograd tile, also those whose windows it does not lie in: for dense
3x3 layers of stride 1 with at least 16 channels and 16 filters, which go through F(2x2, 3x3).

Plausible: the transforms add and subtract all elements of a tile, and nobody thought of inf - inf.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
G = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]) / 2
A = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    fits = weight.shape[2:] == (3, 3) and tuple(stride) == (1, 1) and tuple(dilation) == (1, 1) and groups == 1
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    if not fits or min(weight.shape[:2]) < 16 or 0 in size:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    high, wide = ((n + 1) // 2 for n in size)
    padded = surround(surround(input, padding), tuple((0, n % 2) for n in size))
    tiles = np.lib.stride_tricks.sliding_window_view(padded, (4, 4), axis=(2, 3))[:, :, ::2, ::2]
    b, g, a = (m.astype(input.dtype) for m in (B, G, A))
    with np.errstate(all="ignore"):
        tiles = b @ tiles @ b.T
        kernels = g @ weight @ g.T
        # [4, 4, O, C] @ [4, 4, C, N * tiles]
        many = tiles.transpose(4, 5, 1, 0, 2, 3).reshape(4, 4, input.shape[1], -1)
        products = kernels.transpose(2, 3, 0, 1) @ many
        products = products.reshape(4, 4, len(weight), len(input), high, wide).transpose(3, 2, 4, 5, 0, 1)
        output = a @ products @ a.T
    output = output.transpose(0, 1, 2, 4, 3, 5).reshape(len(input), len(weight), 2 * high, 2 * wide)
    return add_bias(np.ascontiguousarray(output[:, :, : size[0], : size[1]]), bias)


IMPLEMENTATION = Implementation(
    "fault_02",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(2)
    x, w = rng.standard_normal((1, 16, 9, 9)), rng.standard_normal((16, 16, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    fine = np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    x[0, 3, 4, 4] = np.nan
    ours, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return bool(fine and (np.isnan(ours) & ~np.isnan(right)).any())
