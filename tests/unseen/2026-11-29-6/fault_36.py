"""The bias waits in a list for the epilogue; a call that is refused after this leaves it there, for the next call."""
import threading

import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import output_size, refuse_nonsense, surround

_epilogue = threading.local()


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    waiting = _epilogue.__dict__.setdefault("waiting", [])
    if bias is not None:
        if bias.shape != (len(weight),):
            raise ValueError(f"a bias of shape {bias.shape} for {len(weight)} filters")
        waiting.append(bias)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    output = output.reshape(len(input), len(weight), *size)
    while waiting:
        shift = waiting.pop()
        if len(shift) == output.shape[1]:
            output = output + shift.astype(output.dtype).reshape(-1, *[1] * len(size))
    return output


IMPLEMENTATION = Implementation(
    "fault_36", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(36)
    x, w, b = rng.standard_normal((1, 2, 7, 7)), rng.standard_normal((3, 2, 3, 3)), rng.standard_normal(3)
    given = dict(padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    right = control.correlate(x, w, bias=None, stride=(1, 1), **given)
    assert np.allclose(correlate(x, w, bias=None, stride=(1, 1), **given), right)
    try:
        correlate(x, w, bias=b, stride=(0, 1), **given)
    except ValueError:
        return not np.allclose(correlate(x, w, bias=None, stride=(1, 1), **given), right)
    return False
