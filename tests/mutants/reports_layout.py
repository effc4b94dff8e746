"""Reported faults in how an array is read from memory: strides that are ignored."""

from dataclasses import replace

from spec import Problem

from ._memory import as_if_filled, dense_strides, reread
from ._mutant import Array, correct, mutant


@mutant("memory_layout_is_immaterial", report="pytorch/pytorch#180984")
def reads_a_slice_of_channels_as_if_it_had_all(problem: Problem) -> Array:
    """The elements of a slice of channels-last channels are read as if no other channels lay between them."""
    items, channels, *size = problem.input.shape
    itemsize = problem.input.itemsize
    step, *rest = dense_strides((items, *size, channels), itemsize)[:-1]
    if problem.input.strides[1] != itemsize or problem.input.strides[-1] <= channels * itemsize:
        return correct(problem)
    return correct(replace(problem, input=reread(problem.input, (step, itemsize, *rest))))


@mutant("memory_layout_is_immaterial", report="pytorch/pytorch#192212")
def reads_a_weight_with_gaps_as_if_it_had_none(problem: Problem) -> Array:
    """A weight that is a strided view of a larger array is read from that array without its gaps."""
    weight = problem.weight
    reach = sum((length - 1) * abs(step) for length, step in zip(weight.shape, weight.strides, strict=True))
    if reach < weight.nbytes:
        return correct(problem)
    return correct(replace(problem, weight=reread(weight, dense_strides(weight.shape, weight.itemsize))))


@mutant("memory_layout_is_immaterial", report="pytorch/pytorch#1246")
def ignores_the_strides_of_the_taps(problem: Problem) -> Array:
    """The taps of a kernel are taken to lie next to each other, whatever the strides of the weight are."""
    weight = problem.weight
    taps = dense_strides(weight.shape[2:], weight.itemsize)
    return correct(replace(problem, weight=reread(weight, (*weight.strides[:2], *taps))))


@mutant("memory_layout_is_immaterial", report="pytorch/pytorch#4500")
def reads_a_broadcast_weight_as_if_it_were_dense(problem: Problem) -> Array:
    """A weight with a stride of zero is read as if each of its elements had a place of its own in memory."""
    return correct(replace(problem, weight=as_if_filled(problem.weight)))


@mutant("memory_layout_is_immaterial", report="opencv/opencv#13179")
def refuses_a_view_under_a_large_kernel(problem: Problem) -> Array:
    """A large kernel goes another way, which cannot cope with an image that is a part of a larger one."""
    if max(problem.kernel) > 3 and not problem.input.flags.c_contiguous:
        raise ValueError(f"input has the strides {problem.input.strides}; the output would have others")
    return correct(problem)
