"""The gather tables hold positions as int16: beyond 32767 samples they turn negative and read from the other end."""
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
    columns = padded
    for axis, table in enumerate(tables(kernel, size, stride, dilation)):
        columns = np.take(columns, table, axis=2 + 2 * axis)
    # [N, C, k, p, k, p, …] to [N, G, C/G · taps, windows].
    rank = len(size)
    order = (0, 1, *(2 + 2 * a for a in range(rank)), *(3 + 2 * a for a in range(rank)))
    columns = columns.transpose(order).reshape(
        len(input), groups, weight.shape[1] * int(np.prod(kernel)), int(np.prod(size))
    )
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def tables(kernel, size, stride, dilation):
    """For each axis the position of tap t of window p, [taps, windows]."""
    for k, n, s, d in zip(kernel, size, stride, dilation):
        yield (np.arange(k)[:, None] * d + np.arange(n) * s).astype(np.int16)


IMPLEMENTATION = Implementation(
    "fault_10", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(10)
    x, w = rng.standard_normal((1, 1, 48000)), rng.standard_normal((1, 1, 5))
    given = dict(bias=None, stride=(1,), padding=((2, 2),), dilation=(1,), groups=1)
    short = x[:, :, :16000]
    assert np.allclose(correlate(short, w, **given), control.correlate(short, w, **given))
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
