"""The normative definition: the sum.

    y[n, o, p] = bias[o] + Σ_c Σ_t  x̃[n, c, stride·p + dilation·t] · weight[o, c, t]

x̃ is the input continued by `padding` as `boundary` says, c runs over the channels of o's group, p over the windows
that fit and t over the taps of the kernel. Complex numbers are multiplied as they are: nothing is conjugated.

The gradients and the transposed correlation are adjoints of this sum. In a half type, sums are added up in float64 and
rounded once.
"""

from typing import Any

import numpy as np

from .boundary import extend, fold
from .dtypes import native, widened
from .problem import Problem
from .transposed_problem import TransposedProblem

Array = np.ndarray[Any, Any]


def correlate(problem: Problem) -> Array:
    """The cross-correlation that `problem` describes, [N, O, *out], in the problem's dtype.

    Raises ValueError where the problem is invalid, and MemoryError where there is not enough memory. Where no window
    fits, the output has an empty axis.
    """
    if reason := problem.invalidity():
        raise ValueError(str(reason))
    extended = problem.by_group(widened(extend(problem.input, problem.pairs, problem.boundary)), axis=1)
    weight = problem.by_group(widened(problem.weight), axis=0)
    output = problem.by_group(np.zeros(problem.output_shape, extended.dtype), axis=1)
    for tap in problem.taps:
        output += np.einsum("ngc...,goc->ngo...", problem.under_tap(extended, tap), weight[:, :, :, *tap])
    output = output.reshape(problem.output_shape)
    if problem.bias is not None:
        output += widened(problem.bias).reshape(-1, *[1] * problem.rank)
    return output.astype(problem.input.dtype, copy=False)


def convolve(problem: Problem) -> Array:
    """Convolution proper: correlation with every spatial axis of the kernel reversed. Raises as `correlate` does."""
    if reason := problem.invalidity():
        raise ValueError(str(reason))
    return correlate(problem.with_kernel_reversed())


def gradients(problem: Problem, cotangent: Array) -> tuple[Array, Array, Array]:
    """The gradients of ⟨correlate(input, weight, bias), cotangent⟩ with respect to input, weight and bias.

        d_x̃[n, c, j]       =  Σ_o Σ_{p, t: stride·p + dilation·t = j}  cotangent[n, o, p] · weight[o, c, t]
        d_input[n, c, i]   =  Σ_{j: x̃[n, c, j] is input[n, c, i]}  d_x̃[n, c, j]
        d_weight[o, c, t]  =  Σ_n Σ_p  cotangent[n, o, p] · x̃[n, c, stride·p + dilation·t]
        d_bias[o]          =  Σ_n Σ_p  cotangent[n, o, p]

    `cotangent` is [N, O, *out], and each gradient has the shape of its argument. At the boundary `zero` an element of
    the input stands in x̃ once. At others it is repeated, and its gradient is the sum over its copies.

    Raises ValueError where the problem is invalid, or the cotangent does not have the shape and dtype of the output;
    MemoryError where there is not enough memory.
    """
    if reason := problem.invalidity():
        raise ValueError(str(reason))
    dtype = problem.input.dtype
    if not isinstance(cotangent, np.ndarray):
        raise ValueError(f"a cotangent of type {type(cotangent).__name__}; give a numpy.ndarray")
    if cotangent.shape != problem.output_shape:
        raise ValueError(f"a cotangent of shape {cotangent.shape} does not fit an output of {problem.output_shape}")
    if native(cotangent.dtype) != native(dtype):
        raise ValueError(f"a cotangent of dtype {cotangent.dtype} does not go with an input of dtype {dtype}")
    extended, weight = widened(extend(problem.input, problem.pairs, problem.boundary)), widened(problem.weight)
    cotangent = widened(cotangent)
    d_extended, d_weight = np.zeros_like(extended, order="C"), np.zeros_like(weight, order="C")
    x, dx, dy = (problem.by_group(array, axis=1) for array in (extended, d_extended, cotangent))
    w, dw = (problem.by_group(array, axis=0) for array in (weight, d_weight))
    n, g, o, c, *p = range(4 + problem.rank)
    for tap in problem.taps:
        problem.under_tap(dx, tap)[...] += np.einsum("ngo...,goc->ngc...", dy, w[:, :, :, *tap])
        dw[:, :, :, *tap] = np.einsum(dy, [n, g, o, *p], problem.under_tap(x, tap), [n, g, c, *p], [g, o, c])
    d_bias = cotangent.sum((0, *range(2, cotangent.ndim)), extended.dtype.newbyteorder("="))
    found = fold(d_extended, problem.pairs, problem.boundary), d_weight, d_bias
    d_input, d_weight, d_bias = (gradient.astype(dtype, copy=False) for gradient in found)
    return d_input, d_weight, d_bias


def transposed(problem: TransposedProblem) -> Array:
    """The transposed correlation that `problem` describes, [N, O, *out]: every element of the input stamps the kernel.

        y[n, o, q]  =  bias[o] + Σ_c Σ_{p, t: stride·p + dilation·t = q + before}  x[n, c, p] · weight[c, o, t]

    Raises ValueError where the problem is invalid, and MemoryError where there is not enough memory.
    """
    if reason := problem.invalidity():
        raise ValueError(str(reason))
    before = [pair[0] for pair in problem.pairs]
    whole = [out + sum(pair) for out, pair in zip(problem.output_size, problem.pairs, strict=True)]
    items, filters = problem.output_shape[:2]
    input, weight = widened(problem.input), widened(problem.weight)
    stamped = np.zeros((items, filters, *whole), input.dtype)
    x, w, y = problem.by_group(input, 1), problem.by_group(weight, 0), problem.by_group(stamped, 1)
    for tap in problem.taps:
        problem.under_tap(y, tap)[...] += np.einsum("ngc...,gco->ngo...", x, w[:, :, :, *tap])
    output = stamped[:, :, *(slice(first, first + out) for first, out in zip(before, problem.output_size, strict=True))]
    if problem.bias is not None:
        output = output + widened(problem.bias).reshape(-1, *[1] * problem.rank)
    return output.astype(problem.input.dtype, copy=False)
