"""Winograd F(2x2, 3x3) counts its tiles along the height and takes the width for equal: wide images stay part empty."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

BACK = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]], float)
KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
OUT = np.array([[1, 1, 1, 0], [0, 1, -1, -1]], float)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    ours = weight.shape[2:] == (3, 3) and stride == dilation == (1, 1) and groups == 1
    if ours and input.dtype in (np.float32, np.float64):
        return winograd(surround(input, padding), weight, bias)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def winograd(image, weight, bias):
    back, kernel, out = (m.astype(image.dtype) for m in (BACK, KERNEL, OUT))
    high, wide = output_size(image.shape[2:], (3, 3), (1, 1), (1, 1))
    tiles = -(-high // 2)
    u = np.einsum("ia,ocab,jb->ijoc", kernel, weight, kernel)
    whole = np.zeros((*image.shape[:2], max(2 * tiles + 2, image.shape[2]), max(2 * tiles + 2, image.shape[3])), image.dtype)
    whole[:, :, : image.shape[2], : image.shape[3]] = image
    output = np.zeros((len(image), len(weight), max(2 * tiles, high), max(2 * tiles, wide)), image.dtype)
    for row in range(tiles):
        strip = np.stack([whole[:, :, 2 * row : 2 * row + 4, 2 * i : 2 * i + 4] for i in range(tiles)], 2)
        v = np.einsum("ia,nctab,jb->ijnct", back, strip, back)
        m = np.einsum("ijoc,ijnct->ijnot", u, v)
        y = np.einsum("pi,ijnot,qj->notpq", out, m, out)
        for i in range(tiles):
            output[:, :, 2 * row : 2 * row + 2, 2 * i : 2 * i + 2] = y[:, :, i]
    return add_bias(np.ascontiguousarray(output[:, :, :high, :wide]), bias)


IMPLEMENTATION = Implementation(
    "fault_07",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(7)
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    w = rng.standard_normal((2, 3, 3, 3))
    square, wide = rng.standard_normal((1, 3, 9, 9)), rng.standard_normal((1, 3, 9, 16))
    assert np.allclose(correlate(square, w, **given), control.correlate(square, w, **given))
    return not np.allclose(correlate(wide, w, **given), control.correlate(wide, w, **given))
