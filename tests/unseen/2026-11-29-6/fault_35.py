"""The matrix of the Fourier transform is kept by its length: doubles that come after singles are rounded as singles."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

_matrices = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    ours = weight.ndim == 3 and 8 <= weight.shape[2] <= padded.shape[2] <= 256 and 0 not in size
    if not ours or dilation != (1,) or groups != 1 or input.dtype not in (np.float32, np.float64):
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    length = padded.shape[2]
    there = fourier(length, input.dtype)
    spread = np.zeros((*weight.shape[:2], length), weight.dtype)
    spread[:, :, : weight.shape[2]] = weight
    product = np.einsum("ocf,ncf->nof", np.conj(spread @ there), padded @ there)
    output = (product @ np.conj(there)).real / length
    output = output[:, :, : size[0] * stride[0] : stride[0]]
    return add_bias(np.ascontiguousarray(output.astype(input.dtype)), bias)


def fourier(length, dtype):
    """exp(-2πi·jk/n): for short signals a matrix product beats the butterflies."""
    if length not in _matrices:
        turns = np.outer(np.arange(length), np.arange(length)) % length / length
        _matrices[length] = np.exp(-2j * np.pi * turns).astype(np.result_type(dtype, np.complex64))
    return _matrices[length]


IMPLEMENTATION = Implementation(
    "fault_35",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(35)
    x, w = rng.standard_normal((1, 2, 100)), rng.standard_normal((2, 2, 16))
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    right = control.correlate(x, w, **given)
    _matrices.clear()
    assert np.allclose(correlate(x, w, **given), right, 1e-11, 1e-11)
    _matrices.clear()
    assert np.allclose(correlate(x.astype(np.float32), w.astype(np.float32), **given), right, 1e-3, 1e-3)
    return not np.allclose(correlate(x, w, **given), right, 1e-9, 1e-9)
