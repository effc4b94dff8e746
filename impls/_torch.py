"""What the torch rows share: NumPy arrays to tensors, paddings to torch's own form, and what all of torch does
differently.
"""

import ml_dtypes
import numpy as np
import torch

from spec import Deviation

CONVOLUTIONS = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d, 3: torch.nn.functional.conv3d}
TRANSPOSED = {
    1: torch.nn.functional.conv_transpose1d,
    2: torch.nn.functional.conv_transpose2d,
    3: torch.nn.functional.conv_transpose3d,
}
DTYPES = {"float32", "float64", "int32", "int64", "complex64", "complex128", "float16", "bfloat16"}


def tensor(array):
    """A tensor that shares `array`'s memory, strides and all, where torch can: not with negative steps, and not
    read-only.
    """
    if array is None:
        return None
    # torch assumes that elements are aligned to their size: torch.nn.functional.pad(…, mode="replicate") on
    # complex128 crashes the process where they are not, and NumPy guarantees no more than 8 of the 16 bytes.
    misaligned = array.__array_interface__["data"][0] % array.itemsize
    if min(array.strides) < 0 or not array.flags.writeable or misaligned:
        array = np.array(array, order="K")
    if array.dtype == ml_dtypes.bfloat16:
        # Neither of the two knows the other's bfloat16, and both know 16 bits.
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


def array(tensor):
    """The array that shares `tensor`'s memory."""
    if tensor.dtype == torch.bfloat16:
        return tensor.view(torch.int16).numpy().view(ml_dtypes.bfloat16)
    return tensor.numpy()


def operands(input, weight, bias, stride, dilation):
    """The operands as tensors."""
    # With strides and dilations at once, a channels-last operand can crash the process where a window lies in the
    # padding, as in a loop over conv2d(ones(3, 3, 3, 1).to(memory_format=channels_last), ones(6, 1, 1, 1), ones(6),
    # stride=(3, 2), padding=(2, 1), dilation=(3, 2), groups=3).
    if max(stride) > 1 and max(dilation) > 1:
        input, weight = np.array(input, order="C"), np.array(weight, order="C")
    # Groups of a channels-last kernel are taken from the wrong place, or from beyond its end, where an axis with one
    # element has another stride than a dense array gives it: conv2d(x, w, stride=(1, 2), dilation=3, groups=2) is
    # wrong for x = arange(48.).reshape(1, 3, 4, 4).permute(0, 3, 1, 2) and any w of strides (4, 1, 24, 2) and shape
    # (2, 2, 1, 2). A copy is dense.
    elif 1 in weight.shape[2:]:
        weight = np.array(weight, order="K")
    return tensor(input), tensor(weight), tensor(bias)


def natively(padding):
    """A padding as torch's functions take it: a name, or one amount for both sides of each axis."""
    names = {"valid": "valid", "same_upper": "same"}
    return names[padding] if isinstance(padding, str) else tuple(before for before, _ in padding)


def one_entry_stands_for_all(problem):
    """Whether a parameter that has an entry for every axis has one for all of them."""
    parameters = problem.stride, problem.dilation, problem.padding, getattr(problem, "output_padding", "")
    return problem.rank > 1 and any(len(values) == 1 for values in parameters if not isinstance(values, str))


def exceeds_64_bits(problem):
    """Whether a stride and the padding on one side, added up, exceed 64 bits."""
    if problem.boundary != "zero":
        return False  # the input is padded first
    return any(stride + max(pair) >= 2**63 for stride, pair in zip(problem.strides, problem.pairs))


def wraps_an_extent(witness):
    return Deviation(
        "no_window_is_never_invented",
        when=lambda problem: max(problem.extents) >= 2**63,
        because="the extent of a kernel is counted in 64 bits, and one beyond is taken for a short one",
        witness=witness,
    )


def wraps_the_size_of_an_output(witness):
    return Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: (
            not isinstance(problem.padding, str)
            and max(problem.dilations) > 1
            and max(map(max, problem.padding)) >= 2**31
        ),
        because="where there are dilations a padding is counted in 32 bits, and a long one taken for none",
        witness=witness,
    )


def refuses_dilations_in_int32(witness):
    return Deviation(
        "valid_problems_are_accepted",
        when=lambda problem: problem.input.dtype == "int32" and max(problem.dilations) > 1,
        because="int32, unlike int64, is refused for dilations",
        witness=witness,
    )


def misses_a_dilation_of_zero_in_an_empty_batch(witness):
    return Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: len(problem.input) == 0 and min(problem.dilations) == 0,
        because="a dilation of zero goes unnoticed where the batch is empty (pytorch/pytorch#77838)",
        witness=witness,
    )


def misses_a_dilation_of_zero_on_the_way_back(witness):
    return Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: problem.input.dtype in ("float32", "complex64") and 0 in problem.dilations,
        because="a dilation of zero is not always noticed in single precision (pytorch/pytorch#77838)",
        witness=witness,
    )


DEVIATIONS = [
    Deviation(
        "valid_problems_are_accepted",
        when=lambda problem: problem.padding == "same_upper" and max(problem.strides) > 1,
        because="padding='same' is refused for strides",
        witness="1x1x4 * 1x1x2 psame_upper s2",
    ),
    refuses_dilations_in_int32(witness="1x1x3 * 1x1x2 d2 int32"),
    misses_a_dilation_of_zero_in_an_empty_batch(witness="0x1x1 * 1x1x1 d0"),
    Deviation(
        "no_channels_leave_the_bias",
        when=lambda problem: problem.input.shape[1] == 0,
        because="where there are no channels, the output has as many as the input and not as the weight has filters",
        witness="2x1x1 * 1x1x1 float32",
    ),
    Deviation(
        "a_stride_beyond_the_input_keeps_one_window",
        when=lambda problem: problem.input.dtype in ("float32", "complex64") and exceeds_64_bits(problem),
        because="a stride is refused where the padding added to it exceeds 64 bits",
        witness="2x1x1 * 1x1x1 s2 p1-1 float32 ones stride=9223372036854775807",
    ),
    Deviation(
        "a_stride_beyond_the_input_keeps_one_window",
        when=lambda problem: problem.rank == 3 and problem.strides[1] == 2**62,
        because="where 2⁶² times the length of a row comes to nothing in 64 bits, other memory is read",
        witness="1x1x1x1x4 * 1x1x1x1x1 s2,2,2 float32 ones axis=1 stride=4611686018427387904",
    ),
    wraps_an_extent(witness="1x1x1 * 1x1x2 d9223372036854775807 float32"),
    wraps_the_size_of_an_output(witness="1x1x1x1 * 1x1x1x1 p2147483648-2147483648,2147483648-2147483648 d1,2 float32"),
    Deviation(
        "invalid_problems_are_refused",
        when=one_entry_stands_for_all,
        because="a list with one entry stands for all axes",
        witness="1x1x1x1x1 * 1x1x1x1x1 s1",
    ),
]
