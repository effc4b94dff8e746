"""Outputs of a size seen before are written over the last answer of that size, which the caller may still hold."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import output_size, refuse_nonsense, surround

_outputs = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = workspace((len(input), len(weight), *size), input.dtype)
    split = output.reshape(len(input), groups, len(weight) // groups, int(np.prod(size)))
    np.matmul(control.rows(weight, groups), columns, out=split)
    if bias is not None:
        output += bias.reshape(-1, *[1] * len(size))
    return output


def workspace(shape, dtype):
    """Memory for an output; streaming calls ask for the same again and again."""
    key = shape, np.dtype(dtype)
    if key not in _outputs:
        _outputs[key] = np.empty(shape, dtype)
    return _outputs[key]


IMPLEMENTATION = Implementation(
    "fault_25", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(25)
    a, b = rng.standard_normal((2, 1, 2, 7, 7))
    w = rng.standard_normal((3, 2, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    first = correlate(a, w, **given)
    assert np.allclose(first, control.correlate(a, w, **given))
    correlate(b, w, **given)
    return not np.allclose(first, control.correlate(a, w, **given))
