"""Reported faults of transposed correlations: sizes, `same` on the way back, padding and its order."""

from dataclasses import replace

import numpy as np

from spec import TransposedProblem
from spec.definition.geometry import SAME

from ._mutant import Array, correct_transposed, mutant
from ._stamps import before_of, part, with_bias


@mutant("transposed_shape_follows_the_formula", report="pytorch/pytorch#14272", of="transposed")
def finds_the_output_padding_without_the_dilation(problem: TransposedProblem) -> Array:
    """What is missing to the size that is asked for is worked out without the dilation, and too much is added."""
    axes = zip(problem.output_size, problem.extents, problem.kernel, strict=True)
    return with_bias(problem, part(problem, before_of(problem), [out + far - near for out, far, near in axes]))


@mutant("transposed_agrees_with_the_definition", report="pytorch/pytorch#1565", of="transposed")
def stamps_a_dense_kernel(problem: TransposedProblem) -> Array:
    """The output is as long as a dilation makes it, and what is stamped on it has no gaps."""
    return with_bias(problem, part(replace(problem, dilation=1), before_of(problem), problem.output_size))


@mutant("transposed_agrees_with_the_definition", report="ROCm/MIOpen#55", of="transposed")
def refuses_a_padding_longer_than_the_kernel(problem: TransposedProblem) -> Array:
    """A padding of more than the kernel's extent less one is refused."""
    for pair, extent in zip(problem.pairs, problem.extents, strict=True):
        if max(pair) > extent - 1:
            raise ValueError(f"a padding of {pair} for a kernel that spans {extent}")
    return correct_transposed(problem)


@mutant("transposed_agrees_with_the_definition", report="microsoft/onnxruntime#14208", of="transposed")
def adds_nothing_to_what_a_dilation_lets_it_add(problem: TransposedProblem) -> Array:
    """Of an output padding, what goes beyond the stride, as it may at a dilation, is not stamped on."""
    output = correct_transposed(replace(problem, bias=None))
    axes = zip(problem.output_size, problem.output_paddings, problem.strides, strict=True)
    for axis, (out, behind, stride) in enumerate(axes, 2):
        if behind >= stride:
            np.moveaxis(output, axis, 0)[out - behind :] = 0
    return with_bias(problem, output)


@mutant("an_output_padding_lengthens_the_end", report="apache/tvm#19524", of="transposed")
def writes_rows_as_long_as_without_an_output_padding(problem: TransposedProblem) -> Array:
    """With an output padding, which makes rows longer, the output is written as if they were the shorter ones."""
    short = [out - behind for out, behind in zip(problem.output_size, problem.output_paddings, strict=True)]
    if min(short) < 1:
        return correct_transposed(problem)
    written = with_bias(problem, part(problem, before_of(problem), short))
    return np.resize(written, problem.output_shape)


@mutant("transposed_same_multiplies_the_size", report="microsoft/onnxruntime#4086", of="transposed")
def pays_no_attention_to_same(problem: TransposedProblem) -> Array:
    """Where the padding is `same` nothing is cut off."""
    if problem.padding not in SAME:
        return correct_transposed(problem)
    return correct_transposed(replace(problem, padding=0))


@mutant("transposed_same_multiplies_the_size", report="microsoft/onnxruntime#4698", of="transposed")
def lets_zeros_override_same(problem: TransposedProblem) -> Array:
    """At a stride the padding that is said in numbers, and there is none, is used in place of `same`."""
    if problem.padding not in SAME or max(problem.strides) == 1:
        return correct_transposed(problem)
    return correct_transposed(replace(problem, padding=0))


@mutant("transposed_named_paddings_resolve", report="microsoft/onnxruntime#5368", of="transposed")
def exchanges_upper_and_lower_on_the_way_back(problem: TransposedProblem) -> Array:
    """The odd element that `same` cuts off is taken from the other end than a correlation adds its odd zero to."""
    other = dict(zip(SAME, reversed(SAME), strict=True))
    return correct_transposed(replace(problem, padding=other.get(str(problem.padding), problem.padding)))


@mutant("transposed_groups_are_block_diagonal", report="robertknight/rten#1408", of="transposed")
def stamps_on_the_bias_of_the_first_group(problem: TransposedProblem) -> Array:
    """Every group is given the bias of the first."""
    if problem.bias is None:
        return correct_transposed(problem)
    first = problem.bias[: len(problem.bias) // problem.groups]
    return correct_transposed(replace(problem, bias=np.resize(first, problem.bias.shape)))


@mutant("transposed_is_the_adjoint", report="tinygrad/tinygrad#840", of="transposed")
def reads_every_pair_from_its_end(problem: TransposedProblem) -> Array:
    """The list of paddings, which goes from the last axis to the first, is reversed as a whole: its pairs as well."""
    return with_bias(problem, part(problem, [after for _, after in problem.pairs]))


@mutant("transposed_agrees_with_the_definition", report="llvm/torch-mlir#4369", of="transposed", ranks={2, 3})
def cuts_every_axis_where_one_has_to_be(problem: TransposedProblem) -> Array:
    """Where a padding is longer than the kernel on one axis, all axes are cut, and none is surrounded by zeros.

    A padding of p is extent − 1 − p zeros around the stuffed input, or a cut where that is negative.
    """
    around = [
        (extent - 1 - before, extent - 1 - after)
        for (before, after), extent in zip(problem.pairs, problem.extents, strict=True)
    ]
    if min(map(min, around)) >= 0:
        return correct_transposed(problem)
    # An axis without its zeros begins that much later, and ends that much earlier.
    axes = zip(before_of(problem), problem.output_size, around, strict=True)
    ends = [(before + max(0, front), max(0, out - max(0, front) - max(0, back))) for before, out, (front, back) in axes]
    first, size = zip(*ends, strict=True)
    return with_bias(problem, part(problem, first, size))


@mutant(
    "invalid_transposed_problems_are_refused", report="PaddlePaddle/Paddle#64839", of="transposed", sees_nonsense=True
)
def cuts_more_off_than_there_is(problem: TransposedProblem) -> Array:
    """A padding that leaves less than nothing is not looked for, and the negative size is taken for an empty output."""
    if len(problem.pairs) != problem.rank or min(problem.output_size) > 0:
        return correct_transposed(problem)
    return np.zeros((*problem.output_shape[:2], *(max(0, out) for out in problem.output_size)), problem.input.dtype)
