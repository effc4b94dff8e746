"""Reported faults of dilation."""

from dataclasses import replace

import numpy as np

from spec import Problem
from spec.definition import geometry

from ._mutant import Array, correct, mutant


def _is_depthwise(problem: Problem) -> bool:
    return bool(problem.weight.shape[1] == 1)


@mutant("dilation_is_zero_stuffing", report="keras-team/keras#10967")
def takes_the_dilation_for_the_stride(problem: Problem) -> Array:
    """A dilation is handed on in the place of the stride."""
    if max(problem.dilations) == 1:
        return correct(problem)
    return correct(replace(problem.explicit(), stride=problem.dilations, dilation=1))


@mutant("output_shape_follows_the_formula", report="microsoft/onnxjs#155")
def sizes_the_output_without_the_dilation(problem: Problem) -> Array:
    """The output size is computed from the number of taps and not from what they span."""
    return _placed(correct(problem), _undilated_shape(problem))


@mutant("output_shape_follows_the_formula", report="keras-team/keras#12972", paddings={"valid"})
def sizes_dilated_depthwise_outputs_without_the_dilation(problem: Problem) -> Array:
    """The output size of a depthwise kernel without padding does not count the dilation."""
    output = correct(problem)
    return _placed(output, _undilated_shape(problem)) if _is_depthwise(problem) else output


@mutant("dilation_is_zero_stuffing", report="Tencent/ncnn#315")
def never_computes_dilated_depthwise_kernels(problem: Problem) -> Array:
    """A dilated depthwise kernel reaches no branch of the code, and the output is the bias alone."""
    if not _is_depthwise(problem) or max(problem.dilations) == 1:
        return correct(problem)
    return correct(replace(problem, weight=np.zeros_like(problem.weight)))


@mutant("dilation_is_zero_stuffing", report="tensorflow/tfjs#6263")
def ignores_the_dilation_of_depthwise_threes(problem: Problem) -> Array:
    """The fast path for depthwise kernels of three taps an axis reads neighbouring elements, whatever the dilation."""
    if not _is_depthwise(problem) or set(problem.kernel) != {3}:
        return correct(problem)
    return _placed(correct(replace(problem.explicit(), dilation=1)), problem.output_shape)


def _undilated_shape(problem: Problem) -> tuple[int, ...]:
    axes = zip(problem.size, problem.kernel, problem.strides, problem.pairs, strict=True)
    return (*problem.output_shape[:2], *(geometry.output_size(*axis) for axis in axes))


def _placed(output: Array, shape: tuple[int, ...]) -> Array:
    """The beginning of `output` in an array of zeros of another shape."""
    placed = np.zeros(shape, output.dtype)
    common = tuple(slice(min(lengths)) for lengths in zip(shape, output.shape, strict=True))
    placed[common] = output[common]
    return placed
