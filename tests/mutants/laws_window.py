"""Mutants for the chapter on windows: padding, stride, dilation, boundary and tiles."""

from dataclasses import replace

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("striding_is_subsampling")
def takes_the_last_of_every_stride(problem: Problem) -> Array:
    """A stride keeps the last window of every stretch instead of the first."""
    dense = correct(replace(problem.explicit(), stride=1))
    if max(problem.strides) == 1:
        return dense
    late = (slice(min(s - 1, n - 1), None, s) for s, n in zip(problem.strides, dense.shape[2:], strict=True))
    return dense[:, :, *late]
