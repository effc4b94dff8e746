"""Mutants for the chapter on the size of a transposed correlation: ends cut or filled up wrongly."""

from dataclasses import replace

import numpy as np

from spec import TransposedProblem
from spec.definition.geometry import SAME

from ._mutant import Array, correct_transposed, mutant
from ._stamps import before_of, part, per_filter, with_bias


@mutant("transposed_shape_follows_the_formula", of="transposed")
def allots_a_stamp_without_its_dilation(problem: TransposedProblem) -> Array:
    """The output is made for stamps of the undilated kernel, and what goes beyond is lost."""
    axes = zip(problem.output_size, problem.extents, problem.kernel, strict=True)
    size = [max(0, out - (extent - kernel)) for out, extent, kernel in axes]
    return with_bias(problem, part(problem, before_of(problem), size))


@mutant("transposed_shape_follows_the_formula", of="transposed")
def cuts_the_padding_off_in_front_only(problem: TransposedProblem) -> Array:
    """The padding behind stays, and is followed by the output padding."""
    size = [out + after for out, (_, after) in zip(problem.output_size, problem.pairs, strict=True)]
    return with_bias(problem, part(problem, before_of(problem), size))


@mutant("transposed_shape_follows_the_formula", of="transposed")
def fills_up_to_a_whole_number_of_strides(problem: TransposedProblem) -> Array:
    """Where a kernel is shorter than the stride, zeros behind the last stamp make up for it, under any padding."""
    if problem.padding in SAME:
        return correct_transposed(problem)
    axes = zip(problem.output_size, problem.strides, problem.extents, strict=True)
    size = [out + max(0, stride - extent) for out, stride, extent in axes]
    return with_bias(problem, part(problem, before_of(problem), size))


@mutant("transposed_same_multiplies_the_size", of="transposed")
def is_too_short_where_the_kernel_is(problem: TransposedProblem) -> Array:
    """A kernel that is shorter than the stride leaves the last elements of a `same` output out."""
    if problem.padding not in SAME:
        return correct_transposed(problem)
    return correct_transposed(replace(problem, padding=problem.pairs))


@mutant("transposed_named_paddings_resolve", of="transposed")
def works_same_out_from_the_shorter_side(problem: TransposedProblem) -> Array:
    """How much `same` cuts off in front is worked out from the input's size, not from that of the output."""
    if problem.padding not in SAME:
        return correct_transposed(problem)
    before = [pair[0] for pair in replace(problem.forward(problem.input), padding=problem.padding).pairs]
    return with_bias(problem, part(problem, before))


@mutant("transposed_named_paddings_resolve", of="transposed")
def cuts_same_off_in_front_alone(problem: TransposedProblem) -> Array:
    """All that `same` cuts off is cut off in front."""
    if problem.padding not in SAME:
        return correct_transposed(problem)
    return with_bias(problem, part(problem, list(map(sum, problem.pairs))))


@mutant("an_output_padding_lengthens_the_end", of="transposed")
def puts_the_output_padding_in_front(problem: TransposedProblem) -> Array:
    """The output padding lengthens the beginning."""
    axes = zip(before_of(problem), problem.output_paddings, strict=True)
    return with_bias(problem, part(problem, [before - behind for before, behind in axes]))


@mutant("an_output_padding_lengthens_the_end", of="transposed")
def shares_the_output_padding_between_both_ends(problem: TransposedProblem) -> Array:
    """Of the output padding the smaller half lengthens the beginning."""
    axes = zip(before_of(problem), problem.output_paddings, strict=True)
    return with_bias(problem, part(problem, [before - behind // 2 for before, behind in axes]))


@mutant("an_output_padding_lengthens_the_end", of="transposed")
def leaves_the_output_padding_without_a_bias(problem: TransposedProblem) -> Array:
    """Where there is an output padding, the bias is added to as many elements, counted from the end, as without it."""
    output = correct_transposed(replace(problem, bias=None))
    if problem.bias is None:
        return output
    old = tuple(slice(behind, None) for behind in problem.output_paddings)
    output[:, :, *old] += per_filter(problem.bias, problem.rank)
    return output


@mutant("what_is_cut_off_is_never_invented", of="transposed", sees_nonsense=True)
def loses_the_sign_of_what_is_left(problem: TransposedProblem) -> Array:
    """Where the padding cuts off all there is, or more, the size is taken without its sign, one for zero."""
    if min(problem.output_size) > 0:
        return correct_transposed(problem)
    return np.zeros([max(1, abs(length)) for length in problem.output_shape], problem.input.dtype)


@mutant("what_is_cut_off_is_never_invented", of="transposed", sees_nonsense=True)
def cuts_off_one_end_at_most(problem: TransposedProblem) -> Array:
    """Where both ends together are longer than the output, only the padding before it is cut off."""
    if min(problem.output_size) > 0:
        return correct_transposed(problem)
    axes = zip(problem.pairs, problem.output_size, strict=True)
    return correct_transposed(replace(problem, padding=tuple((a, b if out > 0 else 0) for (a, b), out in axes)))
