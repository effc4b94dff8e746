"""Without padding the input is used where it lies, with the strides of row-major memory also where it is column-major."""
import numpy as np
from numpy.lib.stride_tricks import as_strided

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if any(map(any, padding)):
        dense = surround(input, padding)
    else:
        dense = input if input.flags.forc else np.ascontiguousarray(input)
    kernel = weight.shape[2:]
    size = output_size(dense.shape[2:], kernel, stride, dilation)
    pitch = [dense.itemsize]
    for n in dense.shape[:0:-1]:
        pitch.insert(0, pitch[0] * n)
    along = pitch[2:]
    windows = as_strided(
        dense,
        (*dense.shape[:2], *kernel, *size),
        (*pitch[:2], *(a * d for a, d in zip(along, dilation)), *(a * s for a, s in zip(along, stride))),
        writeable=False,
    )
    columns = windows.reshape(len(input), groups, weight.shape[1] * int(np.prod(kernel)), int(np.prod(size)))
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_28", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(28)
    x, w = rng.standard_normal((2, 3, 6, 6)), rng.standard_normal((2, 3, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    right = control.correlate(x, w, **given)
    channels_last = x.transpose(0, 2, 3, 1).copy().transpose(0, 3, 1, 2)
    assert np.allclose(correlate(x, w, **given), right)
    assert np.allclose(correlate(channels_last, w, **given), right)
    return not np.allclose(correlate(np.asfortranarray(x), w, **given), right)
