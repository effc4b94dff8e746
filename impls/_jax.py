"""What every JAX row needs: 64-bit types, which JAX otherwise narrows without a word, channels last, and a count of
compilations.

Channels last: XLA compiles it three to six times as fast as channels first on the CPU, and that only where NumPy moves
the axes before XLA sees them.
"""

from collections.abc import Callable
from typing import Any

import jax
import ml_dtypes
import numpy as np

from spec import Deviation

from ._deviations import lengthens_too_much
from ._overflow import refuse_beyond_32_bits

jax.config.update("jax_enable_x64", True)

NAMES = {"valid": "VALID", "same_upper": "SAME", "same_lower": "SAME_LOWER"}

NEGATIVE_PADDING_CROPS = Deviation(
    "invalid_problems_are_refused",
    when=lambda problem: not isinstance(problem.padding, str) and min(map(min, problem.padding)) < 0,
    because="a negative padding crops the input (openxla/xla#48713)",
    witness="1x1x3 * 1x1x1 p-1-0",
)

READS_BYTES_AS_THEY_LIE = Deviation(
    "byte_order_is_immaterial_or_refused",
    when=lambda problem: not (problem.input.dtype.isnative and problem.weight.dtype.isnative),
    because="once jit has compiled a program, it takes arrays of the other byte order for such of this machine's",
    witness="1x1x1 * 1x1x1 pvalid float32 ones",
)

OVERFLOWS_THE_LONGEST_STRIDES = Deviation(
    "a_stride_beyond_the_input_keeps_one_window",
    when=lambda problem: (
        problem.rank == 2
        and max(problem.strides) == 2**63 - 1
        and problem.groups == 1
        and max(problem.input.shape[1], len(problem.weight)) > 16
        and problem.input.dtype.kind not in "iu"
    ),
    because="with more than 16 channels or filters a stride of 63 bits reads other memory, or ends the process",
    witness="1x17x7x3 * 1x17x1x1 s2,2 float32 ones axis=0 stride=9223372036854775807",
)


def spreads_a_cotangent_over_groups(witness):
    return Deviation(
        "a_nan_in_a_cotangent_stays_where_it_belongs",
        when=lambda problem: problem.groups > 1,
        because="on the way back groups are a kernel with zeros between them, and a NaN meets the zeros",
        witness=witness,
    )


def reads_past_the_beginning(problem, channels):
    """Whether XLA takes neighbouring memory for what a transposed correlation crops off in front.

    Seen where it crops in front at least as much as it pads behind, in single and half precision.
    """
    dense = max(problem.strides) == max(problem.dilations) == 1
    axes = zip(problem.kernel, problem.pairs)
    crops = any(before - (k - 1) >= (k - 1) - after > 0 for k, (before, after) in axes)
    single = problem.input.dtype in ("float32", "complex64", "float16", ml_dtypes.bfloat16)
    return dense and crops and single and problem.rank < 3 and channels >= 2


def exchanges_its_operands(problem, size):
    """Whether XLA, to save products, exchanges input and kernel of a transposed correlation, and makes a window that
    fits neither.

    Seen where on the first of two axes two taps lie two elements apart and nothing is padded, and on the second the
    kernel is the longer one.
    """
    taps = problem.rank == 2 and (problem.kernel[0], problem.strides[0], problem.dilations[0], problem.pairs[0])
    return taps == (2, 2, 1, (1, 1)) and size[0] > 2 and problem.kernel[1] > size[1]


GRADIENT_DEVIATIONS = [
    Deviation(
        "gradients_agree_with_the_definition",
        when=lambda problem: reads_past_the_beginning(problem, len(problem.weight) // problem.groups),
        because="the gradient of the input is wrong where there is more padding in front than the kernel reaches",
        witness="2x2x2 * 4x2x2 p2-0 float32 seeded:1",
    ),
    Deviation(
        "gradients_agree_with_the_definition",
        when=lambda problem: exchanges_its_operands(problem, problem.output_size),
        because="XLA ends the process over a window of its own making",
        witness="1x1x4x4 * 1x1x2x3 s2,1 p1-1,0-0 float32 ones",
    ),
]

TRANSPOSED_DEVIATIONS = [
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: reads_past_the_beginning(problem, problem.input.shape[1]),
        because="what is cut off in front is read, from other items and from memory that was never written",
        witness="2x2x1 * 4x2x2 p2-0 float32 ones",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: exchanges_its_operands(problem, problem.size),
        because="XLA ends the process over a window of its own making",
        witness="1x1x4x4 * 1x1x2x3 s2,1 p1-1,0-0 float32 ones",
    ),
    Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: not isinstance(problem.padding, str) and min(map(min, problem.pairs)) < 0,
        because="a negative padding lengthens the output",
        witness="1x1x1 * 1x1x1 float64 impulse kind=negative_padding",
    ),
    Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: min(problem.output_padding) < 0 or lengthens_too_much(problem),
        because="an output padding is so much less padding at the end, and of any length",
        witness="1x1x1 * 1x1x1 float64 seeded:7 kind=long_output_padding",
    ),
]

_seconds: list[float] = []


def channels_last(array):
    """[N, *size, C] from [N, C, *size]."""
    return np.moveaxis(array, 1, -1)


def channels_first(array):
    """[N, C, *size] from [N, *size, C]."""
    return np.moveaxis(np.asarray(array), -1, 1)


def taps_first(weight):
    """[*kernel, C, O] from [O, C, *kernel]."""
    return np.moveaxis(weight, (0, 1), (-1, -2))


def taps_last(weight):
    """[O, C, *kernel] from [*kernel, C, O]."""
    return np.moveaxis(np.asarray(weight), (-1, -2), (0, 1))


def gradients_first(found):
    """The triple of gradients, None where there is none, from those that were `found`, channels and taps where JAX has
    them.
    """
    back: dict[str, Callable[..., Any]] = {"input": channels_first, "weight": taps_last, "bias": np.asarray}
    return tuple(back[name](found[name]) if name in found else None for name in back)


def convolution(input, weight, stride, padding, dilation, groups):
    """jax.lax.conv_general_dilated, channels last."""
    refuse_what_overflows(padding, dilation)
    return jax.lax.conv_general_dilated(
        input,
        weight,
        window_strides=stride,
        padding=padding,
        rhs_dilation=dilation,
        dimension_numbers=dimension_numbers(input),
        feature_group_count=groups,
    )


def refuse_what_overflows(padding, dilation, stride=()):
    # XLA aborts the process where an extent or the number of elements overflows, as with rhs_dilation=(2**62,) and five
    # taps, or padding=((2**31, 2**31), (2**31, 2**31)).
    refuse_beyond_32_bits(padding=padding, dilation=dilation, stride=stride)


def dimension_numbers(input):
    """What the axes of input, weight and output are, as jax.lax spells it."""
    axes = "DHW"[-(input.ndim - 2) :]
    return f"N{axes}C", f"{axes}IO", f"N{axes}C"


def compilations():
    """How many programs XLA has compiled in this process so far, and in how many seconds."""
    return len(_seconds), sum(_seconds)


def _listen(event, seconds, **_):
    if event == "/jax/core/compile/backend_compile_duration":
        _seconds.append(seconds)


jax.monitoring.register_event_duration_secs_listener(_listen)
