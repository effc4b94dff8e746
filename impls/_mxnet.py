"""What the MXNet rows share: NumPy arrays to MXNet's and back, and calls that are over when they return."""

import math
from contextlib import contextmanager, suppress

from mxnet import MXNetError, np, npx

from spec import Deviation

from ._deviations import lengthens_by_a_stride, refuses_vast_strides
from ._overflow import refuse_beyond_32_bits

npx.set_np()


@contextmanager
def settled():
    """Waits until the engine is idle, and raises what went wrong in between.

    MXNet computes in the background, and an exception is kept for whoever waits. Nobody waits for an empty result,
    so without `waitall` its failure would go unnoticed; and what a failed call leaves pending would be raised by a
    later, correct one.
    """
    try:
        yield
        npx.waitall()
    except Exception:
        with suppress(MXNetError):
            npx.waitall()
        raise


def array(operand):
    """A copy of a NumPy array; MXNet's own have no strides."""
    return None if operand is None else np.array(operand)


def refuse_what_wraps(stride, padding, dilation):
    # Beyond 32 bits values of another problem come back, or the process is aborted, as in npx.convolution of 5×5
    # elements of float64 under 3×3 with stride=(2**63 - 1, 2**63 - 1).
    refuse_beyond_32_bits(stride=stride, padding=padding, dilation=dilation)


def symmetric(padding):
    """A padding as MXNet takes it: one amount for both sides of each axis."""
    return tuple(before for before, _ in padding)


DEVIATIONS = [
    refuses_vast_strides(witness="1x1x1 * 1x1x1 s2 float64 ramp stride=2147483648", least=2**31 - 1),
    Deviation(
        "valid_problems_are_accepted",
        when=lambda problem: len(problem.input) == 0 and problem.input.dtype == "float32",
        because="an empty batch of float32 is refused; one of float64 is not",
        witness="0x1x1 * 1x1x1 float32",
    ),
    Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: problem.input.dtype == "float64" and min(map(min, problem.padding)) < 0,
        because="a negative padding crops an input of float64; on one of float32 it is refused",
        witness="1x1x3 * 1x1x1 p-1--1",
    ),
    Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: problem.groups == 0,
        because="zero groups end the process: it divides by their number (apache/mxnet#19921)",
        witness="1x1x1 * 1x1x1 g0",
    ),
]


def stamps_overlap(problem):
    """Whether, on some axis, there are a stride and a dilation, and more than one element and one tap to stamp."""
    axes = zip(problem.strides, problem.dilations, problem.size, problem.kernel)
    return any(min(axis) > 1 for axis in axes)


def stamps_one_large_kernel(problem):
    """Whether several channels of single pixels stamp kernels of one filter, with more taps than oneDNN unrolls."""
    plain = max(problem.strides) == max(problem.dilations) == problem.groups == 1 and not any(map(any, problem.pairs))
    pixels = problem.rank > 1 and max(problem.size) == 1 and min(problem.input.shape[:2]) > 1
    one_filter = problem.weight.shape[1] == 1 and math.prod(problem.kernel) > 27
    return plain and pixels and one_filter and problem.input.dtype == "float32"


TRANSPOSED_DEVIATIONS = [
    Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: min(problem.output_padding) < 0,
        because="a negative output padding is not always refused, and crops the output",
        witness="1x1x1 * 1x1x1 s2 float32 seeded:49 kind=negative_output_padding",
    ),
    Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: len(problem.input) == 0 and min(map(min, problem.pairs)) < 0,
        because="a negative padding goes unnoticed where the batch is empty",
        witness="0x1x1 * 1x1x1 float64 ramp kind=negative_padding",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: problem.input.dtype == "float64" and problem.rank < 3 and stamps_overlap(problem),
        because="in float64, elements that are reached by several taps of a dilated kernel miss some, or get too many",
        witness="1x1x5 * 1x1x2 s2 d2 float64",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lengthens_by_a_stride,
        because="an output padding that is not less than the stride is refused",
        witness="1x1x1 * 1x1x1 d2 float32 output_padding=1",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: problem.rank == 3 and problem.input.dtype == "float64",
        because="three axes are refused in float64",
        witness="1x1x1x1x1 * 1x1x1x1x1 float64",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: problem.rank == 3 and max(problem.dilations) > 1,
        because="a dilation is refused on three axes",
        witness="1x1x1x1x1 * 1x1x1x1x1 d1,1,2 float32",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=stamps_one_large_kernel,
        because="several items of a single pixel and several channels are refused under a kernel of many taps and one "
        "filter: oneDNN could not create a primitive descriptor for a reorder primitive",
        witness="2x1x6x6 * 2x1x6x6 float32",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: len(problem.input) == 0 and problem.input.dtype == "float32",
        because="an empty batch of float32 is refused; one of float64 is not",
        witness="0x1x1 * 1x1x1 float32",
    ),
]
