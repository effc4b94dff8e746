"""What rounding does to a sum of products: its unit, how far it may go, and problems of a size at which it shows.

The unit roundoff u of a dtype with p bits in its significand is 2⁻ᵖ: no rounding changes a number by more than u times
that number. An error is measured in units of u·Σ|x||w|, in which it depends on neither the dtype nor the data's scale.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from ... import definition
from ...contract.claims import Claims
from ...contract.exactness import TRANSFORM_UNITS, products, transform_unit
from ...contract.outcomes import NotClaimed
from ...contract.subject import ARGUMENTS
from ...definition import dtypes
from ...definition.call import Call
from ...definition.dtypes import widened
from ...definition.geometry import SAME, extent
from ...definition.problem import Problem
from ...definition.transposed_problem import TransposedProblem
from ...operands import numbers
from ...operands.fresh import generator, with_reals

Array = np.ndarray[Any, Any]
C = TypeVar("C", bound=Call)
P = TypeVar("P", Problem, TransposedProblem)

FEWEST, MOST = 9, 4608
"""Terms of a sum, from a 3×3 kernel on one channel to the same kernel on 512."""

OUTPUTS = 1024
"""Outputs over which errors are averaged, at least."""

LARGEST_MEAN_SQUARE = 4
"""Of the errors of a thousand outputs, in their unit, at most: twice what a sum in any order can have, complex products
made of three real ones included (see `error_has_the_variance_of_the_dtype`)."""

ELEMENTS = 150_000
"""Elements of an input, at most."""

WIDER = {
    "float16": np.float64,
    "bfloat16": np.float64,
    "float32": np.float64,
    "complex64": np.complex128,
    "float64": np.longdouble,
    "complex128": np.clongdouble,
}
"""The types in which the sums of others are computed anew."""


def unit(dtype: Any) -> float:
    """The unit roundoff of a floating dtype, real or complex."""
    return 2.0 ** -dtypes.EXACT_BITS[str(dtype)]


def unit_of_sums(claims: Claims, dtype: Any) -> float:
    """The unit roundoff of the type in which sums of `dtype` are kept, as far as the row says."""
    return 2.0 ** -max(dtypes.EXACT_BITS[str(dtype)], dtypes.EXACT_BITS.get(str(claims.accumulates), 0))


def enlarged(claims: Claims, given: Problem, terms: int) -> Problem:
    """`given` with real numbers, about `terms` products in a sum, and `OUTPUTS` outputs.

    Stride, dilation, groups and kernel stay as they are, and there are more items, channels and filters; where these
    are not claimed, the kernel and the image are longer. There are fewer terms where there would be too many elements.
    Raises NotClaimed for integers, which are not rounded.
    """
    dtype = str(given.input.dtype)
    if dtype not in WIDER:
        raise NotClaimed(f"real data in {dtype}")
    kernel, rank, groups = given.kernel, given.rank, given.groups
    items = channels = filters = 1
    if claims.batched:
        out = [math.ceil(16 ** (1 / rank))] * rank
        channels = -(-terms // math.prod(kernel))
        items = math.ceil(math.sqrt(OUTPUTS / math.prod(out)))
        filters = groups * -(-items // groups)
    else:
        out = [math.ceil(OUTPUTS ** (1 / rank))] * rank
        kernel = (math.ceil(terms ** (1 / rank)),) * rank
    larger = _outline(given, items, channels, filters, kernel, out)
    if larger.input.size > ELEMENTS and terms > FEWEST:
        return enlarged(claims, given, max(FEWEST, terms // 2))
    return with_reals(larger)


def enlarged_for(argument: str, claims: Claims, given: Problem, terms: int, many: str) -> Problem:
    """`given` with real numbers and without a bias, so large that an element of the gradient of `argument` is a sum of
    about `terms` products: of many filters for the input, and for the others of many windows or items, as `many` says.

    The gradient has sixteen elements at least. There are fewer terms where there would be too many elements.
    """
    rank, groups, taps = given.rank, given.groups, math.prod(given.kernel)
    channels = min(given.weight.shape[1], 4)
    windows = {"input": 16, "items": 4, "windows": terms}["input" if argument == "input" else many]
    out = [math.ceil(windows ** (1 / rank))] * rank
    if argument == "input":
        items, filters = 2, groups * -(-terms // taps)
    else:
        items = -(-terms // math.prod(out))
        filters = groups * -(-max(16 * channels * taps, 64) // (groups * channels * taps))
    larger = _outline(replace(given, bias=None), items, channels, filters, given.kernel, out)
    if max(larger.input.size, math.prod(larger.output_shape)) > ELEMENTS and terms > FEWEST:
        return enlarged_for(argument, claims, given, max(FEWEST, terms // 2), many)
    return with_reals(larger)


def box(given: Problem, taps: int, windows: int) -> Problem:
    """`given` with real numbers, kernels of so many taps or more, all of them equal in a channel and a
    filter, and as many windows; with one item, and two channels and filters in a group at most. Nothing is padded: a
    continued input has the same numbers several times, and what is rounded of them has the same sign.
    """
    given = replace(given, padding=0, boundary="zero")
    rank, groups = given.rank, given.groups
    channels, filters = min(2, given.weight.shape[1]), groups * min(2, len(given.weight) // groups)
    kernel = tuple(max(length, math.ceil(taps ** (1 / rank))) for length in given.kernel)
    real = with_reals(_outline(given, 1, channels, filters, kernel, [math.ceil(windows ** (1 / rank))] * rank))
    first = real.weight[:, :, *[slice(1)] * rank]
    return replace(real, weight=np.broadcast_to(first, real.weight.shape).copy())


def _outline(
    given: Problem, items: int, channels: int, filters: int, kernel: tuple[int, ...], out: Sequence[int]
) -> Problem:
    """A problem with the stride, dilation and groups of `given`, so many channels in a group and so many windows, whose
    numbers are yet to be drawn.
    """
    dtype = given.input.dtype
    padding = given.padding if given.padding in SAME else 0
    size = [
        n * stride if padding else (n - 1) * stride + extent(taps, dilation)
        for n, taps, stride, dilation in zip(out, kernel, given.strides, given.dilations, strict=True)
    ]
    return replace(
        given,
        input=np.empty((items, given.groups * channels, *size), dtype),
        weight=np.empty((filters, channels, *kernel), dtype),
        bias=None if given.bias is None else np.empty(filters, dtype),
        padding=padding,
    )


def enlarged_back(claims: Claims, given: Problem, terms: int) -> TransposedProblem:
    """The same for a transposed correlation of two items: its channels are those of the `enlarged` problem."""
    large = enlarged(claims, given, terms)
    channels, filters = large.input.shape[1], len(large.weight) // large.groups
    return TransposedProblem(
        large.input[:2, :, *map(slice, large.output_size)],
        large.weight.reshape(channels, filters, *large.kernel),
        large.bias,
        stride=large.stride,
        dilation=large.dilation,
        groups=large.groups,
    )


def fractional_bias(call: P, size: str) -> P:
    """`call`, which is one of integers, with a bias of fractions that has every digit which leaves all sums exact.

    It is as large as `sums` are, Σ|x||w|, and a multiple of the smallest number that a sum of twice that can hold; or
    as large as `numbers` get that have halves. Two digits are left to complex products, which may be put together from
    several. Raises NotClaimed where the integers take all digits.
    """
    assert call.bias is not None
    dtype = str(call.input.dtype)
    reach = call.terms * np.abs(widened(call.input)).max(initial=1) * np.abs(widened(call.weight)).max(initial=1)
    digits = dtypes.EXACT_BITS[dtype] - (2 if dtype.startswith("complex") else 0)
    fraction = digits - 1 - int(reach).bit_length()
    if fraction < 1:
        raise NotClaimed(f"a fraction added to sums of this size in {dtype}")
    if size == "numbers":
        fraction = 1
    most = 2 ** (digits - 2)
    bias = numbers.integers(generator(call, "fractions"), call.bias.shape, dtype, most, most // 2) * 2.0**-fraction
    return replace(call, bias=bias.astype(dtype))


def true_sums(call: Call) -> Array:
    """The output of `call`, computed in a wider type. Raises NotClaimed where there is none.

    For double precision that is `numpy.longdouble`, which on some machines is double precision itself.
    """
    return _answered(_each(call, _wider))


def true_gradients(problem: Problem, cotangent: Array) -> tuple[Array, ...]:
    """The same for gradients."""
    return definition.gradients(_each(problem, _wider), _wider(cotangent))


def magnitudes(call: Call) -> Array:
    """Σ|x||w| + |b| for every output, in double precision."""
    return _answered(_each(call, _magnitude))


def gradient_magnitudes(problem: Problem, cotangent: Array) -> tuple[Array, ...]:
    """The same for gradients, whose terms are products of a number of `cotangent` with a weight, an input or one."""
    return definition.gradients(_each(problem, _magnitude), _magnitude(cotangent))


def gradient_bounds(claims: Claims, problem: Problem, cotangent: Array, true: tuple[Array, ...]) -> tuple[Array, ...]:
    """How far gradients may be from the `true` ones: as far as a sum of their K terms and one more."""
    found = zip(ARGUMENTS, gradient_magnitudes(problem, cotangent), true, strict=True)
    dtype = problem.input.dtype
    return tuple(_bound(claims, dtype, products(argument, problem) + 1, scale, sums) for argument, scale, sums in found)


def error_unit(claims: Claims, call: Call, true: Array) -> Any:
    """What the errors of `call`'s outputs are measured in: u·(Σ|x||w| + |b|) for each of them, or the one unit of a
    transform.
    """
    if claims.rounding_of(call) == "transform" and isinstance(call, Problem):
        return normwise(call)
    return rounding_unit(claims, call.input.dtype, magnitudes(call), true)


def rounding_unit(claims: Claims, dtype: Any, magnitudes: Array, true: Array) -> Array:
    """u·Σ|x||w|, or, where sums are kept in a wider type, that in its unit, and one rounding of the sum, u·|y|."""
    kept = unit_of_sums(claims, dtype)
    once = unit(dtype) * np.abs(true).astype(np.float64) if kept < unit(dtype) else 0
    scaled: Array = kept * magnitudes + once
    return scaled


def error_bound(claims: Claims, call: Problem | TransposedProblem, true: Array) -> Any:
    """How far an output may be from the `true` sum: as many units as it has terms, the bias being one more, and four
    times as many for complex numbers, whose products are rounded in several places; or those of a transform.
    """
    if claims.rounding_of(call) == "transform":
        return TRANSFORM_UNITS * error_unit(claims, call, true)
    parts = 4 if call.input.dtype.kind == "c" else 1
    return _bound(claims, call.input.dtype, parts * (call.terms + 1), magnitudes(call), true)


def _bound(claims: Claims, dtype: Any, units: int, magnitudes: Array, true: Array) -> Array:
    """So many units of u·Σ|x||w|. Where sums are kept in a wider type the unit is that type's, and what comes out, y
    and that error, is rounded once: by u·(|y| + the error).
    """
    kept = unit_of_sums(claims, dtype)
    error: Array = units * kept * magnitudes
    if kept < unit(dtype):
        error = error + unit(dtype) * (np.abs(true).astype(np.float64) + error)
    return error


def mean_square(found: Array, true: Array, scale: Any) -> Any:
    """The mean square of the errors in units of `scale`, where that is not zero: a sum without terms is not rounded."""
    errors = np.abs(found.astype(true.dtype) - true)
    rounded = np.broadcast_to(np.asarray(scale) > 0, errors.shape)
    if not rounded.any():
        return np.zeros(())
    return np.mean((errors[rounded] / np.broadcast_to(scale, errors.shape)[rounded]) ** 2)


@dataclass(frozen=True)
class Step:
    """One step of descent on real numbers: the true weight and loss, what errors of the weight are measured in, and how
    far both may be off.
    """

    weight: Array
    loss: Array
    weight_unit: Array
    weight_error: Array
    loss_error: Array


def true_step(problem: Problem, target: Array, rate: float) -> Step:
    """A step of gradient descent on Σ (correlate(x, w) − y)², computed in a wider type.

    A residual of K products errs by (K + 1)·u·s, s = Σ|x||w| + |y|; the gradient of M residuals by M·u of the sum of
    their magnitudes more, and the rate, the two and the difference are four roundings. So the weight errs by
    ((1 + (K + 1)·u)·(1 + M·u)·(1 + u)⁴ − 1)·(|w| + 2η·|x|ᵀs) at most. The loss is that of residuals r that are off
    by e, and of n squares, n·u of itself more: Σ (2·|r|·e + e²) + (n + 1)·u·Σ (|r| + e)².
    """
    wide, large, u = _each(problem, _wider), _each(problem, _magnitude), unit(problem.input.dtype)
    residual = definition.correlate(wide) - _wider(target)
    sums = definition.correlate(large) + _magnitude(target)
    weight_unit = large.weight + 2 * rate * definition.gradients(large, sums)[1]
    windows = products("weight", problem)
    factor = (1 + (problem.terms + 1) * u) * (1 + windows * u) * (1 + u) ** 4 - 1
    off, far = (problem.terms + 1) * u * sums, np.abs(residual).astype(np.float64)
    loss_error = (2 * far * off + off**2).sum() + (residual.size + 1) * u * ((far + off) ** 2).sum()
    return Step(
        weight=wide.weight - 2 * rate * definition.gradients(wide, residual)[1],
        loss=(residual**2).sum(keepdims=True).ravel(),
        weight_unit=u * weight_unit,
        weight_error=factor * weight_unit,
        loss_error=loss_error,
    )


def normwise(problem: Problem) -> float:
    """What the errors of an algorithm are measured in that mixes all elements of a tile, in every output alike."""
    extended = problem.extended().input
    return transform_unit(extended, problem.weight, math.prod(extended.shape[2:]))


def _each(call: C, change: Callable[[Array], Array]) -> C:
    """`call` with each of its arrays changed."""
    bias = None if call.bias is None else change(call.bias)
    return replace(call, input=change(call.input), weight=change(call.weight), bias=bias)


def _answered(call: Call) -> Array:
    if isinstance(call, TransposedProblem):
        return definition.transposed(call)
    assert isinstance(call, Problem)
    return definition.correlate(call)


def _wider(array: Array) -> Array:
    dtype = np.dtype(WIDER[str(array.dtype)])
    if np.finfo(dtype).eps / 2 >= unit(array.dtype):
        raise NotClaimed(f"a type wider than {array.dtype}, which this machine does not have")
    return array.astype(dtype)


def _magnitude(array: Array) -> Array:
    return np.abs(array.astype({"c": np.complex128}.get(array.dtype.kind, np.float64)))
