"""The convolution theorem: a correlation is a product of spectra, one of them conjugated (numpy.fft).

The spectra are of the padded input's length, so that what wraps round falls on outputs that are no whole window and
are cut off. A dilated kernel is stuffed with zeros first, and a stride keeps every s-th output.
"""

import numpy as np

from spec import Implementation

from ._numpy import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    items, (filters, channels) = len(input), weight.shape[:2]
    if 0 in (items, *size):
        return np.zeros((items, filters, *size), input.dtype)

    lengths, axes = padded.shape[2:], tuple(range(2, input.ndim))
    stuffed = np.zeros(
        (*weight.shape[:2], *(d * (k - 1) + 1 for k, d in zip(weight.shape[2:], dilation))), weight.dtype
    )
    stuffed[:, :, *(slice(None, None, d) for d in dilation)] = weight
    # conj(fft(conj(w))) is the spectrum of the reversed kernel; for a real kernel that is conj(fft(w)).
    image = np.fft.fftn(padded, axes=axes).reshape(items, groups, 1, channels, *lengths)
    kernel = np.fft.fftn(stuffed.conj(), lengths, axes).conj().reshape(groups, filters // groups, channels, *lengths)
    summed = (image * kernel).sum(axis=3).reshape(items, filters, *lengths)
    output = np.fft.ifftn(summed, axes=axes)
    windows = tuple(slice(None, out * s, s) for out, s in zip(size, stride))
    output = output[:, :, *windows]
    return add_bias((output if np.iscomplexobj(input) else output.real).astype(input.dtype), bias)


IMPLEMENTATION = Implementation("fft", correlate, dtypes={"float32", "float64", "complex128"}, rounding="transform")
