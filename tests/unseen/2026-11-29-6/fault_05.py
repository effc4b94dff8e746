"""The last tile of a row is moved back to be full; from the second block of channels on its overlap is added twice."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

LANES, BLOCK = 8, 16


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    filters, depth = len(weight) // groups, weight.shape[1]
    wide = np.float32 if input.dtype == np.float16 else input.dtype
    output = np.zeros((len(input), len(weight), *size), wide)
    for g in range(groups):
        mine = output[:, g * filters : (g + 1) * filters]
        for first in range(0, depth, BLOCK):
            last = min(first + BLOCK, depth)
            channels = padded[:, g * depth + first : g * depth + last]
            columns = control.im2col(channels, kernel, size, stride, dilation, 1)[:, 0].astype(wide)
            block = weight[g * filters : (g + 1) * filters, first:last].reshape(filters, columns.shape[1])
            columns = columns.reshape(len(input), columns.shape[1], int(np.prod(size[:-1])), size[-1])
            into = mine.reshape(len(input), filters, *columns.shape[2:]) if mine.flags.c_contiguous else None
            part = np.empty((len(input), filters, *columns.shape[2:]), wide) if into is None else into
            if into is None:
                part[...] = mine.reshape(part.shape)
            for at in tiles(size[-1]):
                product = np.einsum("ok,nkhw->nohw", block.astype(wide), columns[..., at], optimize=True)
                if first == 0:
                    part[..., at] = product
                else:
                    part[..., at] += product
            mine[...] = part.reshape(mine.shape)
    return add_bias(output.astype(input.dtype), bias)


def tiles(width):
    """Slices of LANES columns; the last is moved back, so that it is full as well."""
    if width <= LANES:
        return [slice(0, width)]
    starts = list(range(0, width - LANES, LANES)) + [width - LANES]
    return [slice(a, a + LANES) for a in starts]


IMPLEMENTATION = Implementation(
    "fault_05", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(5)
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    few, many = rng.standard_normal((1, 16, 14, 14)), rng.standard_normal((1, 32, 14, 14))
    w16, w32 = rng.standard_normal((4, 16, 3, 3)), rng.standard_normal((4, 32, 3, 3))
    assert np.allclose(correlate(few, w16, **given), control.correlate(few, w16, **given))
    return not np.allclose(correlate(many, w32, **given), control.correlate(many, w32, **given))
