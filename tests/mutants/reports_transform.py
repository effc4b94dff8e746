"""Reported faults of algorithms that go through a Fourier transform without saying so."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("a_nan_stays_in_its_windows", report="scipy/scipy#15927")
def spreads_a_nan_over_the_whole_output(problem: Problem) -> Array:
    """A transform is chosen by itself, and spreads one NaN or infinity over all of the output."""
    output = correct(problem)
    with np.errstate(invalid="ignore"):
        output += 0 * problem.input.sum(dtype=output.dtype)
    return output


@mutant("a_nan_stays_in_its_windows", report="jax-ml/jax#31649")
def spreads_a_nan_along_axes_of_one_tap(problem: Problem) -> Array:
    """Along an axis where the kernel has one tap a product would do; a transform is used, and spreads NaN along it."""
    output = correct(problem)
    with np.errstate(invalid="ignore"):
        for axis, length in enumerate(problem.kernel):
            if length == 1:
                output += 0 * output.sum(axis=2 + axis, keepdims=True)
    return output


@mutant("an_infinity_stays_in_its_windows", report="astropy/astropy#893")
def refuses_an_infinity(problem: Problem) -> Array:
    """An infinity becomes NaN inside the transform, and NaN is refused."""
    if np.isinf(problem.input).any():
        raise ValueError("the transform of the input holds NaN")
    return correct(problem)


@mutant("agrees_with_the_definition", report="scipy/scipy#22390", dtypes={"float64"})
def drowns_small_outputs_in_the_error_of_large_ones(problem: Problem) -> Array:
    """A transform is chosen by itself; its error is relative to the largest output, and small ones are lost in it."""
    output = correct(problem)
    if not np.isfinite(output).all():
        return output
    _, exponent = np.frexp(np.abs(output).max(initial=0))
    step = 2.0 ** (int(exponent) - 20)
    return np.round(output / step) * step


@mutant("agrees_with_the_definition", report="JuliaDSP/DSP.jl#410", dtypes={"int64"})
def rounds_the_transform_of_integers(problem: Problem) -> Array:
    """Integers are transformed as floating-point numbers and the result is rounded to integers."""
    if 0 in problem.output_size:
        return correct(problem)
    whole = problem.extended()
    taps = np.zeros((*whole.weight.shape[:2], *whole.extents))
    taps[:, :, *(slice(None, None, dilation) for dilation in whole.dilations)] = whole.weight
    axes, shape = tuple(range(2, 2 + whole.rank)), whole.size
    image, kernel = np.fft.fftn(whole.input, shape, axes), np.fft.fftn(taps, shape, axes).conj()
    blocks = zip(np.split(image, whole.groups, axis=1), np.split(kernel, whole.groups), strict=True)
    product = np.concatenate([np.einsum("nc...,oc...->no...", *block) for block in blocks], axis=1)
    sums = np.round(np.fft.ifftn(product, axes=axes).real).astype(whole.input.dtype)
    ends = (slice(0, out * stride, stride) for out, stride in zip(whole.output_size, whole.strides, strict=True))
    bias = 0 if whole.bias is None else whole.bias.reshape(-1, *[1] * whole.rank)
    return sums[:, :, *ends] + bias


@mutant("agrees_with_the_definition", report="scipy/scipy#15904")
def conjugates_the_weight(problem: Problem) -> Array:
    """A complex weight is conjugated on its way through the transform."""
    return correct(replace(problem, weight=problem.weight.conj()))
