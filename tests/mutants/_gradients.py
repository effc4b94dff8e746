"""What mutants of the gradients share: ways back that lose the dilation, or the right end."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, Gradients, correct_gradients


def inside(problem: Problem, d_extended: Array, cut: tuple[int, ...] | None = None) -> Array:
    """The gradient of the input, out of that of the extended input; `cut` elements are in front of it on each axis."""
    before = cut or tuple(pair[0] for pair in problem.pairs)
    return d_extended[:, :, *(slice(first, first + n) for first, n in zip(before, problem.size, strict=True))]


def without_dilation(problem: Problem, cotangent: Array) -> Gradients:
    """The gradients where all taps of a window lie next to each other."""
    whole = problem.extended()
    axes = zip(problem.output_size, problem.strides, problem.kernel, strict=True)
    near = tuple(slice((out - 1) * stride + kernel) for out, stride, kernel in axes)
    d_near, d_weight, d_bias = correct_gradients(replace(whole, input=whole.input[:, :, *near], dilation=1), cotangent)
    d_whole = np.zeros(whole.input.shape, problem.input.dtype)
    d_whole[:, :, *near] = d_near
    return inside(problem, d_whole), d_weight, d_bias


def cut_at_the_wrong_end(problem: Problem, cotangent: Array) -> Array:
    """The gradient of the input, from which as much is cut off in front as was padded behind."""
    d_whole, _, _ = correct_gradients(problem.extended(), cotangent)
    return inside(problem, d_whole, tuple(after for _, after in problem.pairs))
