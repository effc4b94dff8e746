"""Mutants for the chapter on windows: padding, stride, dilation and tiles."""

from dataclasses import replace

import numpy as np

from spec import Problem
from spec.definition.boundary import extend

from ._mutant import Array, correct, mutant


@mutant("padding_is_explicit_zeros")
def exchanges_before_and_after(problem: Problem) -> Array:
    """The padding before an axis is put after it, and the other way round."""
    return correct(replace(problem, padding=tuple((after, before) for before, after in problem.pairs)))


@mutant("padding_is_explicit_zeros")
def pads_every_axis_like_the_first(problem: Problem) -> Array:
    """The pair of the first axis is used for all."""
    return correct(replace(problem, padding=problem.pairs[:1] * problem.rank))


@mutant("padding_is_explicit_zeros")
def does_not_pad_for_a_single_column(problem: Problem) -> Array:
    """The path for kernels one column wide forgets the padding of the columns."""
    pairs = problem.pairs
    return correct(replace(problem, padding=(*pairs[:-1], (0, 0))) if problem.kernel[-1] == 1 else problem)


@mutant("padding_is_explicit_zeros")
def pads_with_rubbish(problem: Problem) -> Array:
    """The padding after a row is not cleared where it is longer than two elements."""
    whole = problem.extended()
    after = problem.pairs[-1][1]
    if problem.boundary != "zero" or after < 3:
        return correct(problem)
    rubbish = whole.input.copy()
    rubbish[..., -after:] = 77
    return correct(replace(whole, input=rubbish))


@mutant("padding_is_explicit_zeros", "agrees_with_the_definition")
def forgets_the_bias_where_it_sees_only_padding(problem: Problem) -> Array:
    """A window that lies wholly in the zeros comes out as zero, without the bias."""
    output = correct(problem)
    if problem.boundary != "zero":
        return output
    inside = extend(np.ones((1, 1, *problem.size), bool), problem.pairs)
    seen = np.zeros((1, 1, *problem.output_size), bool)
    for tap in np.ndindex(*problem.kernel):
        seen |= problem.under_tap(inside, tap)
    return np.where(seen, output, 0).astype(output.dtype)


@mutant("striding_is_subsampling")
def takes_the_last_of_every_stride(problem: Problem) -> Array:
    """A stride keeps the last window of every stretch instead of the first."""
    dense = correct(replace(problem.explicit(), stride=1))
    if max(problem.strides) == 1:
        return dense
    late = (slice(min(s - 1, n - 1), None, s) for s, n in zip(problem.strides, dense.shape[2:], strict=True))
    return dense[:, :, *late]


@mutant("striding_is_subsampling")
def moves_the_phase_with_the_padding(problem: Problem) -> Array:
    """Windows are counted from the input's first element, so that those before it may be at another phase."""
    dense = correct(replace(problem.explicit(), stride=1))
    if 0 in problem.output_size:
        return correct(problem)
    phases = [before % stride for (before, _), stride in zip(problem.pairs, problem.strides, strict=True)]
    starts = (min(phase, n - 1) for phase, n in zip(phases, dense.shape[2:], strict=True))
    return dense[:, :, *(slice(start, None, stride) for start, stride in zip(starts, problem.strides, strict=True))]


@mutant("striding_is_subsampling")
def exchanges_the_strides_of_two_axes(problem: Problem) -> Array:
    """The strides of the first two axes are exchanged."""
    return correct(replace(problem.explicit(), stride=(*problem.strides[:2][::-1], *problem.strides[2:])))


@mutant("striding_is_subsampling")
def repeats_the_last_window(problem: Problem) -> Array:
    """The number of windows is rounded up, and the one that does not fit repeats the last one that does."""
    output = correct(problem)
    whole, fitted = problem.extended().size, problem.fitted().size
    more = [(0, int(size > reached)) for size, reached in zip(whole, fitted, strict=True)]
    return output if 0 in output.shape else np.pad(output, ((0, 0), (0, 0), *more), mode="edge")


@mutant("dilation_is_zero_stuffing")
def takes_a_dilation_for_a_stride(problem: Problem) -> Array:
    """The windows of a dilated kernel are as far apart as its taps, times the stride."""
    strides = tuple(s * d for s, d in zip(problem.strides, problem.dilations, strict=True))
    return correct(replace(problem.explicit(), stride=strides))


@mutant("dilation_is_zero_stuffing")
def ignores_the_dilation_of_two_taps(problem: Problem) -> Array:
    """The path for kernels of two columns reads neighbouring elements; the size of the output is right."""
    if problem.kernel[-1] != 2 or problem.dilations[-1] == 1:
        return correct(problem)
    dense = replace(problem.explicit(), dilation=(*problem.dilations[:-1], 1))
    return correct(dense)[..., : problem.output_size[-1]]


@mutant("dilation_is_zero_stuffing")
def makes_as_many_windows_as_without_dilation(problem: Problem) -> Array:
    """The output has the size that the undilated kernel gives, and what lies behind the last window is zero."""
    output = correct(problem)
    wanted = replace(problem.explicit(), dilation=1).output_size
    missing = [(0, want - have) for want, have in zip(wanted, output.shape[2:], strict=True)]
    return output if 0 in output.shape else np.pad(output, ((0, 0), (0, 0), *missing))


@mutant("overlapping_tiles_make_the_whole")
def leaves_the_corner_of_its_tiles_at_zero(problem: Problem) -> Array:
    """Output is made in tiles of four columns and four filters; what is left over in both directions is never made."""
    output = correct(problem)
    filters, columns = output.shape[1], output.shape[-1]
    if filters > 4:
        output[:, filters // 4 * 4 :, ..., columns // 4 * 4 :] = 0
    return output


@mutant("overlapping_tiles_make_the_whole")
def buffers_four_columns(problem: Problem) -> Array:
    """The buffer for a row holds four columns: later ones overwrite the first."""
    output = correct(problem)
    late = output[..., 4:8]
    output[..., : late.shape[-1]] = late
    return output


@mutant("overlapping_tiles_make_the_whole")
def takes_another_path_for_wide_inputs(problem: Problem) -> Array:
    """Inputs wider than twelve columns take a path in which the first tap is left out of the last window."""
    output = correct(problem)
    if problem.extended().size[-1] > 12 and output.size:
        weight = problem.weight.copy()
        weight[..., 0] = 0
        output[..., -1] = correct(replace(problem, weight=weight))[..., -1]
    return output


@mutant("paddings_add")
def knows_paddings_of_up_to_two_in_front(problem: Problem) -> Array:
    """A path for short paddings takes a longer one in front for two, and puts the rest behind."""
    pairs = tuple((min(before, 2), after + max(0, before - 2)) for before, after in problem.pairs)
    return correct(replace(problem, padding=pairs))


@mutant("a_stride_sums_over_phases")
def drops_taps_after_the_last_whole_stride(problem: Problem) -> Array:
    """A kernel is dealt out to its phases, and the taps that are left over after the last whole stride are dropped."""
    weight = problem.weight.copy()
    for axis, (taps, stride) in enumerate(zip(problem.kernel, problem.strides, strict=True), 2):
        if 1 < stride <= taps:
            np.moveaxis(weight, axis, 0)[taps // stride * stride :] = 0
    return correct(replace(problem, weight=weight))


@mutant("a_dilation_interleaves_phases")
def cuts_the_phases_of_a_dilation_to_the_shortest(problem: Problem) -> Array:
    """The phases of a dilated correlation become items of one batch, all as long as the shortest; the rest is zero."""
    output = correct(replace(problem, bias=None))
    for axis, (windows, dilation, stride) in enumerate(
        zip(problem.output_size, problem.dilations, problem.strides, strict=True), 2
    ):
        if dilation > 1 and stride == 1:
            np.moveaxis(output, axis, 0)[max(1, windows // dilation) * dilation :] = 0
    return output if problem.bias is None else output + problem.bias.reshape(-1, *[1] * problem.rank)
