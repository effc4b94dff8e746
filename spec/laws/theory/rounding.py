"""What rounding does to a sum of products: its unit, how far it may go, and problems of a size at which it shows.

The unit roundoff u of a dtype with p bits in its significand is 2⁻ᵖ: no rounding changes a number by more than u times
that number. An error is measured in units of u·Σ|x||w|, in which it depends on neither the dtype nor the data's scale.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from ... import definition
from ...contract.claims import Claims
from ...contract.exactness import TRANSFORM_UNITS, products, transform_unit
from ...contract.outcomes import NotClaimed
from ...contract.subject import ARGUMENTS
from ...definition import dtypes
from ...definition.call import Call
from ...definition.geometry import SAME, extent
from ...definition.problem import Problem
from ...definition.transposed_problem import TransposedProblem
from ...operands.fresh import with_reals

Array = np.ndarray[Any, Any]
C = TypeVar("C", bound=Call)

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
    padding = given.padding if given.padding in SAME else 0
    size = [
        n * stride if padding else (n - 1) * stride + extent(taps, dilation)
        for n, taps, stride, dilation in zip(out, kernel, given.strides, given.dilations, strict=True)
    ]
    shape = (items, groups * channels, *size)
    if math.prod(shape) > ELEMENTS and terms > FEWEST:
        return enlarged(claims, given, max(FEWEST, terms // 2))
    larger = replace(
        given,
        input=np.empty(shape, dtype),
        weight=np.empty((filters, channels, *kernel), dtype),
        bias=None if given.bias is None else np.empty(filters, dtype),
        padding=padding,
    )
    return with_reals(larger)


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


def gradient_bounds(problem: Problem, cotangent: Array) -> tuple[Array, ...]:
    """How far gradients may be from the true ones: (K + 1)·u times the sums of the magnitudes of their K terms."""
    found = definition.gradients(_each(problem, _magnitude), _magnitude(cotangent))
    roundoff = unit(problem.input.dtype)
    bounds = zip(ARGUMENTS, found, strict=True)
    return tuple((products(argument, problem) + 1) * roundoff * gradient for argument, gradient in bounds)


def error_unit(rounding: str, call: Call) -> Any:
    """What the errors of `call`'s outputs are measured in: u·(Σ|x||w| + |b|) for each of them, or the one unit of a
    transform.
    """
    if rounding == "transform" and isinstance(call, Problem):
        return normwise(call)
    return unit(call.input.dtype) * magnitudes(call)


def error_bound(rounding: str, call: Problem | TransposedProblem) -> Any:
    """How far an output may be from the true sum: as many units as it has terms, the bias being one more, and four
    times as many for complex numbers, whose products are rounded in several places; or those of a transform.
    """
    parts = 4 if call.input.dtype.kind == "c" else 1
    units = TRANSFORM_UNITS if rounding == "transform" else parts * (call.terms + 1)
    return units * error_unit(rounding, call)


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
