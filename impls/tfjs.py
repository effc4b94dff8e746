"""tf.conv1d, conv2d, depthwiseConv2d and conv3d of TensorFlow.js, its tf.grads, conv2dTranspose and conv3dTranspose, by
its backend in plain JavaScript.
"""

import numpy as np

from spec import Deviation, Implementation, Operation

from ._deviations import lengthens_by_a_stride
from ._tfjs import VERSIONS, call

CONVOLUTIONS = {1: "conv1d", 2: "conv2d", 3: "conv3d"}
FORMATS = {1: "NWC", 2: "NHWC", 3: "NDHWC"}
NAMES = {"valid": "valid", "same_upper": "same"}


def image(array):
    """[N, C, *size] as [N, *size, C]."""
    return np.moveaxis(array, 1, -1)


def from_image(array):
    return np.moveaxis(array, -1, 1)


def kernel(weight, groups):
    """[O, C, *kernel] as [*kernel, C, O], and the filters of groups as [*kernel, C, O/groups], C over all groups."""
    filters, channels, *size = weight.shape
    if groups != 1:
        weight = weight.reshape(groups, filters // groups, channels, *size).swapaxes(1, 2)
        weight = weight.reshape(groups * channels, filters // groups, *size).swapaxes(0, 1)
    return np.moveaxis(weight, (0, 1), (-1, -2))


def from_kernel(array, groups):
    weight = np.moveaxis(array, (-1, -2), (0, 1))
    return weight if groups == 1 else weight.swapaxes(0, 1).reshape(-1, 1, *weight.shape[2:])


def natively(padding, rank):
    """A padding as TensorFlow.js takes it: a name, or pairs for all axes of an image, to which conv1d adds one."""
    if isinstance(padding, str):
        return NAMES[padding]
    if rank == 3 and padding == ((0, 0),) * 3:
        return "valid"  # conv3d takes names alone
    return ((0, 0),) * (3 - rank) + padding + ((0, 0),)


def convolution(rank, stride, padding, dilation, groups):
    """The function, and what it takes beside an image and a kernel."""
    name = CONVOLUTIONS[rank] if groups == 1 else "depthwiseConv2d"
    if rank == 1:
        (stride,), (dilation,) = stride, dilation
    return name, (stride, natively(padding, rank), FORMATS[rank], dilation)


def correlate(input, weight, *, stride, padding, dilation, groups):
    name, options = convolution(input.ndim - 2, stride, padding, dilation, groups)
    (output,) = call(name, options, image(input), kernel(weight, groups))
    return from_image(output)


def gradients(input, weight, cotangent, *, stride, padding, groups, wrt):
    name, options = convolution(input.ndim - 2, stride, padding, (1,) * (input.ndim - 2), groups)
    operands = image(input), kernel(weight, groups), np.zeros(len(weight), weight.dtype), image(cotangent)
    found = dict(zip(wrt, call(name, options, *operands, wrt=wrt)))
    return (
        from_image(found["input"]) if "input" in wrt else None,
        from_kernel(found["weight"], groups) if "weight" in wrt else None,
        found.get("bias"),
    )


def transposed(input, weight, *, stride, padding, output_padding):
    size = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding)
    shape = len(input), *size, weight.shape[1]
    operands = image(input), kernel(weight, 1)
    (output,) = call(f"conv{input.ndim - 2}dTranspose", (shape, stride, natively(padding, input.ndim - 2)), *operands)
    return from_image(output)


def transposed_size(size, kernel, stride, padding, output_padding):
    """TensorFlow.js takes the size of a transposed convolution's output."""
    axes = zip(size, kernel, stride, output_padding, strict=True)
    if padding == "same_upper":
        return [n * s for n, _, s, _ in axes]
    cropped = [0] * len(size) if padding == "valid" else map(sum, padding)
    return [(n - 1) * s + k + p - c for (n, k, s, p), c in zip(axes, cropped, strict=True)]


def named(problem):
    """Whether TensorFlow.js has a name for a padding."""
    return problem.padding in NAMES or not any(map(sum, problem.pairs))


def supports(problem):
    if problem.rank == 3 and not named(problem):
        return "conv3d takes paddings by name alone"
    if {1} not in (set(problem.strides), set(problem.dilations)):
        return "a stride together with a dilation is not supported"
    each = problem.rank == 2 and problem.groups == problem.input.shape[1]
    return each or problem.groups == 1 or "groups are of one channel each, and of two axes"


def supports_transposed(problem):
    return problem.rank == 2 or named(problem) or "conv3dTranspose takes paddings by name alone"


def leaves_a_gap(problem):
    """Whether `same` on three axes is asked for where the last window ends before the input does, on any axis."""
    axes = zip(problem.size, problem.strides, problem.extents)
    same = problem.rank == 3 and problem.padding == "same_upper"
    return same and any((-(-n // stride) - 1) * stride + extent < n for n, stride, extent in axes)


def leaves_a_gap_behind(problem):
    """The same for a transposed problem, whose output is `size`·`stride` long."""
    same = problem.rank == 3 and problem.padding == "same_upper"
    return same and any(taps < stride for taps, stride in zip(problem.kernel, problem.strides))


def crops(problem):
    return problem.rank < 3 and not isinstance(problem.padding, str) and min(sum(problem.padding, (0,))) < 0


def counts_otherwise(problem):
    """Whether there are more numbers, or fewer, than axes, where TensorFlow.js does not count them."""
    lists = [problem.padding] * (problem.rank < 3) + [problem.stride, problem.dilation] * (problem.rank > 1)
    return any(len(numbers) != problem.rank for numbers in lists if not isinstance(numbers, str))


IMPLEMENTATION = Implementation(
    "tfjs",
    correlate,
    gradients=gradients,
    transposed=Operation(transposed, ranks={2, 3}, supports=supports_transposed),
    dtypes={"float32"},
    paddings={"explicit", *NAMES},
    supports=supports,
    max_multiplications=60_000_000,
    versions=VERSIONS,
    deviations=[
        Deviation(
            "agrees_with_the_definition",
            when=leaves_a_gap,
            because="where the last window of 'same' ends before the input does, conv3d pads less than nothing, "
            "as conv2d did (tensorflow/tfjs-core#1581)",
            witness="1x1x1x1x2 * 1x1x1x1x1 s1,1,2 psame_upper float32 seeded:1",
        ),
        Deviation(
            "transposed_agrees_with_the_definition",
            when=leaves_a_gap_behind,
            because="where the kernel is shorter than the stride, conv3dTranspose crops less than nothing for 'same'",
            witness="1x1x1x1x1 * 1x1x1x1x1 s1,1,2 psame_upper float32 ones",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: 0 in problem.kernel,
            because="a kernel without taps gives zeros",
            witness="1x1x1 * 1x1x0 float32 ones",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=crops,
            because="a negative padding crops the input",
            witness="1x1x2 * 1x1x1 p-1--1 float32 ones",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=counts_otherwise,
            because="a number beyond the last axis is not looked at, and one that is missing makes a size of NaN",
            witness="1x1x1x1 * 1x1x1x1 s1,1,1 float32 ones",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: problem.groups != 1 and (min(problem.strides) < 0 or min(problem.dilations) < 1),
            because="depthwiseConv2d takes negative strides, and dilations of zero and less",
            witness="1x2x1x1 * 2x1x1x1 d-1,1 g2 float32 ones",
        ),
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: min(problem.strides) < 1,
            because="strides of zero and less are taken, and one of zero may not return",
            witness="1x1x1x1 * 1x1x1x1 float32 ones kind=stride wrong=-1",
        ),
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: 0 in problem.kernel,
            because="a kernel without taps gives zeros",
            witness="1x1x1x1 * 1x1x1x1 float32 ones kind=no_taps",
        ),
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=crops,
            because="a negative padding lengthens the output",
            witness="1x1x1x1 * 1x1x1x1 float32 ones kind=negative_padding",
        ),
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: min(problem.output_padding) < 0 or lengthens_by_a_stride(problem),
            because="an output of any size is taken",
            witness="1x1x1x1 * 1x1x1x1 float32 ones kind=long_output_padding",
        ),
    ],
)
