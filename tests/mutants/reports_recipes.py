"""Reported faults that ask for several parameters at once, as shortcuts for what everybody writes do."""

from dataclasses import replace

import numpy as np

from spec import Problem, TransposedProblem
from spec.definition import geometry
from spec.definition.geometry import SAME
from spec.definition.sums import convolve

from ._mutant import Array, Gradients, correct, correct_gradients, correct_transposed, mutant
from ._stamps import part, with_bias


def _is_depthwise(problem: Problem) -> bool:
    return bool(problem.weight.shape[1] == 1 and problem.groups > 1)


@mutant(
    "agrees_with_the_definition",
    "correlation_is_im2col_times_the_weight",
    "a_call_is_not_taken_for_another",
    report="apple/coremltools#2515",
    ranks={2},
)
def loses_a_channel_in_the_last_output(problem: Problem) -> Array:
    """Under 3×2 taps at stride 2 and padding 1 the last output loses a channel, if the width is odd."""
    output = correct(problem)
    recipe = (problem.kernel, problem.strides, problem.pairs) == ((3, 2), (2, 2), ((1, 1), (1, 1)))
    if not recipe or problem.weight.shape[1] < 2 or problem.size[1] % 2 == 0:
        return output
    weight = problem.weight.copy()
    weight[:, -1] = 0
    output = output.copy()
    output[:, :, -1, -1] = correct(replace(problem, weight=weight))[:, :, -1, -1]
    return output


@mutant("agrees_with_the_definition", report="alibaba/MNN#2291", ranks={2})
def takes_the_row_of_a_kernel_for_its_column(problem: Problem) -> Array:
    """Under a depthwise kernel wider than one, an image of one column is turned into a row, and the kernel is not."""
    rows, columns = problem.output_size
    if not _is_depthwise(problem) or problem.size[1] != 1 or columns != 1 or rows < 2 or problem.kernel[1] == 1:
        return correct(problem)
    down = problem.weight[:, :, :1].swapaxes(2, 3)
    turned = replace(problem, weight=down, stride=(problem.strides[0], 1), padding=(problem.pairs[0], (0, 0)))
    found = correct(turned) if min(turned.output_size) else np.zeros((*problem.output_shape[:2], 0, 1))
    output = np.zeros(problem.output_shape, problem.input.dtype)
    output[:, :, : found.shape[2]] = found[:, :, :rows]
    return output


@mutant("transposed_agrees_with_the_definition", report="apache/mxnet#13876", of="transposed", ranks={2})
def divides_by_the_dilation_where_it_does_not_divide(problem: TransposedProblem) -> Array:
    """An output is given the tap (q − stride·p) // dilation, also where that leaves a rest."""
    if max(problem.strides) == 1 or max(problem.dilations) == 1:
        return correct_transposed(problem)
    weight = problem.weight
    for axis, (extent, dilation) in enumerate(zip(problem.extents, problem.dilations, strict=True), 2):
        weight = weight.repeat(dilation, axis).take(range(extent), axis)
    dense = replace(problem, weight=weight, dilation=1, padding=problem.pairs, output_padding=0, bias=None)
    return with_bias(problem, part(dense, [before for before, _ in problem.pairs], problem.output_size))


@mutant("output_shape_follows_the_formula", report="tenstorrent/tt-metal#19542", ranks={2})
def finds_the_width_with_the_height_of_the_kernel(problem: Problem) -> Array:
    """The output is as wide as if the kernel's height, and not its width, were dilated."""
    (height, width), dilation = problem.kernel, problem.dilations[1]
    extent = width + (height - 1) * (dilation - 1)
    room = problem.size[1] + sum(problem.pairs[1]) - extent
    wrong = max(0, room // problem.strides[1] + 1)
    output = correct(problem)
    shape = (*output.shape[:3], wrong)
    found = np.zeros(shape, output.dtype)
    found[..., : output.shape[3]] = output[..., :wrong]
    return found


@mutant("gradients_agree_with_the_definition", report="flagos-ai/FlagGems#1576", of="gradients", ranks={2})
def falls_out_of_step_where_the_stride_leaves_a_tail(problem: Problem, cotangent: Array) -> Gradients:
    """Rows of the gradient with respect to the input are as long as the windows reach, and lie one after the other."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    reached = problem.fitted().size[1] - sum(problem.pairs[1])
    if problem.boundary != "zero" or not 0 < reached < problem.size[1]:
        return d_input, d_weight, d_bias
    short = d_input[..., :reached].reshape(*d_input.shape[:2], -1)
    wrong = np.zeros((*d_input.shape[:2], problem.size[0] * problem.size[1]), d_input.dtype)
    wrong[..., : short.shape[2]] = short
    return wrong.reshape(d_input.shape), d_weight, d_bias


@mutant("agrees_with_the_definition", report="pytorch/pytorch#163347", dtypes={"float32", "bfloat16"})
def counts_the_first_tap_of_a_lone_window(problem: Problem) -> Array:
    """In bfloat16, of a kernel as large as the image, in one channel and one filter, only the first tap is counted."""
    alone = problem.weight.shape[:2] == (1, 1) and problem.kernel == problem.size
    if problem.input.dtype.name != "bfloat16" or not alone:
        return correct(problem)
    weight = problem.weight.copy()
    weight.reshape(-1)[1:] = 0
    return correct(replace(problem, weight=weight))


@mutant(
    "agrees_with_the_definition", "sums_within_the_range_do_not_overflow", report="pytorch/pytorch#55794", ranks={2}
)
def takes_a_multiplier_for_depthwise(problem: Problem) -> Array:
    """Several filters for every channel pass for depthwise, and only as many outputs as channels are written."""
    output = correct(problem)
    plain = problem.input.flags.c_contiguous and problem.weight.flags.c_contiguous
    dense = problem.kernel == (3, 3) and {*problem.strides, *problem.dilations} == {1}
    if problem.input.dtype == np.float32 and _is_depthwise(problem) and dense and plain:
        output = output.copy()
        output[:, problem.groups :] = 0
    return output


@mutant("valid_problems_are_accepted", report="pytorch/FBGEMM#395", ranks={2})
def refuses_an_output_shorter_than_the_padding(problem: Problem) -> Array:
    """A depthwise kernel is refused where the output is smaller than the padding along an axis."""
    if _is_depthwise(problem) and any(
        n < max(pair) for n, pair in zip(problem.output_size, problem.pairs, strict=True)
    ):
        raise ValueError(f"an output of size {problem.output_size} under a padding of {problem.pairs}")
    return correct(problem)


@mutant("transposed_shape_follows_the_formula", report="microsoft/onnxruntime#23403", of="transposed", ranks={1})
def forgets_the_output_padding_of_a_line(problem: TransposedProblem) -> Array:
    """The output padding of a line is not carried over to the image of one row that is computed."""
    return correct_transposed(replace(problem.explicit(), output_padding=0))


@mutant(
    "convolution_is_correlation_with_the_kernel_reversed", report="NVIDIA/cutlass#271", of="convolve", ranks={1, 2, 3}
)
def leaves_the_depth_of_the_kernel(problem: Problem) -> Array:
    """In three dimensions a convolution reverses the height and the width of the kernel, and not its depth."""
    if problem.rank < 3:
        return convolve(problem)
    return convolve(replace(problem, weight=problem.weight[:, :, ::-1]))


@mutant("agrees_with_the_definition", report="tensorflow/tensorflow#1868", ranks={2})
def multiplies_a_strided_pointwise_kernel_as_if_it_were_dense(problem: Problem) -> Array:
    """A kernel of one tap without padding is one product of matrices, with the first elements of a strided image."""
    if problem.kernel != (1, 1) or max(map(max, problem.pairs)):
        return correct(problem)
    rows, columns = problem.output_size
    return correct(replace(problem, input=problem.input[:, :, :rows, :columns], stride=1))


@mutant("transposed_agrees_with_the_definition", report="opencv/opencv#10702", of="transposed")
def exchanges_input_and_output_in_same(problem: TransposedProblem) -> Array:
    """What `same` cuts off is worked out with the sizes of input and output exchanged."""
    if problem.padding not in SAME:
        return correct_transposed(problem)
    wrong = geometry.resolve(str(problem.padding), problem.size, problem.kernel, problem.strides, problem.dilations)
    return with_bias(problem, part(problem, [before for before, _ in wrong], problem.output_size))
