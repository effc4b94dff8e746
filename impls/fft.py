"""The convolution theorem: a correlation is a product of spectra, one of them conjugated (numpy.fft).

The spectra are of the padded input's length, so that what wraps round falls on outputs that are no whole window and
are cut off. A dilated kernel is stuffed with zeros first, and a stride keeps every s-th output. Backwards, the outputs
are stuffed with zeros instead, and the spectrum of the kernel is not conjugated: convolution undoes the shifts of
correlation.
"""

import numpy as np

from spec import Implementation

from ._numpy import (
    add_bias,
    inside,
    output_size,
    per_filter,
    refuse_cotangent,
    refuse_nonsense,
    refuse_transposed_nonsense,
    surround,
    transposed_size,
)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    if 0 in (len(input), *size):
        return np.zeros((len(input), len(weight), *size), input.dtype)
    image = by_group(spectrum(padded), groups)[:, :, None]
    kernel = by_filter(conjugated(spread(weight, padded.shape[2:], dilation)), groups)
    summed = (image * kernel).sum(axis=3)
    return add_bias(every(back(summed, input), size, stride), bias)


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    if len(input) == 0:
        return np.zeros_like(input), np.zeros(weight.shape, weight.dtype), per_filter(cotangent)
    lengths = padded.shape[2:]
    given = spread(cotangent, lengths, stride)
    kernel = spread(weight, lengths, dilation)
    # What each filter of a group is given, against the group's channels: [N, groups, O/groups, C/groups, …].
    d_padded = by_group(spectrum(given), groups)[:, :, :, None] * by_filter(spectrum(kernel), groups)
    d_kernel = by_group(conjugated(given), groups)[:, :, :, None] * by_group(spectrum(padded), groups)[:, :, None]
    d_input = inside(back(d_padded.sum(axis=2), input), padding)
    d_weight = every(back(d_kernel.sum(axis=0), weight), weight.shape[2:], dilation)
    return d_input, d_weight, per_filter(cotangent)


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    lengths = [n + before + after for n, (before, after) in zip(out, padding)]
    if len(input) == 0:
        return np.zeros((0, weight.shape[1] * groups, *out), input.dtype)
    image = by_group(spectrum(spread(input, lengths, stride)), groups)[:, :, :, None]
    kernel = by_filter(spectrum(spread(weight, lengths, dilation)), groups)
    return add_bias(inside(back((image * kernel).sum(axis=2), input), padding), bias)


def spread(array, lengths, steps):
    """The elements of `array` that many steps apart, and zeros between and behind them, to `lengths`."""
    stuffed = np.zeros((*array.shape[:2], *lengths), array.dtype)
    stuffed[:, :, *(slice(None, n * step, step) for n, step in zip(array.shape[2:], steps))] = array
    return stuffed


def every(array, size, steps):
    """The elements of `array` that many steps apart, `size` of them along each axis: what `spread` spread."""
    return array[:, :, *(slice(None, n * step, step) for n, step in zip(size, steps))]


def spectrum(array):
    return np.fft.fftn(array, axes=range(2, array.ndim))


def conjugated(array):
    """The spectrum of `array` reversed; of a real array, its conjugate spectrum."""
    return spectrum(array.conj()).conj()


def back(spectra, like):
    """[N, groups, C/groups, …] or [groups, O/groups, C/groups, …] to an array with two axes before its spatial ones."""
    merged = spectra.reshape(len(like), -1, *spectra.shape[3:])
    whole = np.fft.ifftn(merged, axes=range(2, merged.ndim))
    return (whole if np.iscomplexobj(like) else whole.real).astype(like.dtype)


def by_group(array, groups):
    """[N, C, …] to [N, groups, C/groups, …]."""
    return array.reshape(len(array), groups, array.shape[1] // groups, *array.shape[2:])


def by_filter(array, groups):
    """[O, C/groups, …] to [groups, O/groups, C/groups, …]."""
    return array.reshape(groups, len(array) // groups, *array.shape[1:])


IMPLEMENTATION = Implementation(
    "fft",
    correlate,
    gradients=gradients,
    transposed=transposed,
    dtypes={"float32", "float64", "complex64", "complex128"},
    rounding="transform",
    max_multiplications=16_000_000,
)
