"""jax.lax.conv_general_dilated, its jax.vjp, and jax.lax.conv_transpose under jit, on the CPU."""

from functools import partial

import jax
import numpy as np

from spec import Implementation, Operation

from . import _jax
from ._deviations import spreads_over_channels
from ._jax import (
    GRADIENT_DEVIATIONS,
    NAMES,
    NEGATIVE_PADDING_CROPS,
    OVERFLOWS_THE_LONGEST_STRIDES,
    READS_BYTES_AS_THEY_LIE,
    TRANSPOSED_DEVIATIONS,
    channels_first,
    channels_last,
    compilations,
    dimension_numbers,
    gradients_first,
    refuse_what_overflows,
    spreads_a_cotangent_over_groups,
    taps_first,
)

convolution = jax.jit(_jax.convolution, static_argnames=("stride", "padding", "dilation", "groups"))


@partial(jax.jit, static_argnames=("geometry",))
def pullback(asked, given, cotangent, geometry):
    def forward(asked):
        operands = asked | given
        return convolution(operands["input"], operands["weight"], *geometry) + operands["bias"]

    _, back = jax.vjp(forward, asked)
    return back(cotangent)[0]


@partial(jax.jit, static_argnames=("stride", "padding", "dilation"))
def transposed_convolution(input, weight, stride, padding, dilation):
    return jax.lax.conv_transpose(
        input,
        weight,
        strides=stride,
        padding=padding,
        rhs_dilation=dilation,
        dimension_numbers=dimension_numbers(input),
        transpose_kernel=True,
        use_consistent_padding=True,
    )


def correlate(input, weight, *, stride, padding, dilation, groups):
    operands = channels_last(input), taps_first(weight)
    return channels_first(convolution(*operands, stride, NAMES.get(padding, padding), dilation, groups))


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups, wrt):
    bias = np.zeros(len(weight), weight.dtype)
    operands = {"input": channels_last(input), "weight": taps_first(weight), "bias": bias}
    asked = {name: operands.pop(name) for name in wrt}
    geometry = stride, NAMES.get(padding, padding), dilation, groups
    found = pullback(asked, operands, channels_last(cotangent), geometry)
    return gradients_first(found)


def transposed(input, weight, *, stride, padding, output_padding, dilation):
    refuse_what_overflows(padding, dilation, stride)
    # jax.lax.conv_transpose has no groups. It has no output padding either: that is less padding at the end.
    if not isinstance(padding, str):
        padding = tuple((before, after - more) for (before, after), more in zip(padding, output_padding, strict=True))
    operands = channels_last(input), taps_first(weight)
    return channels_first(transposed_convolution(*operands, stride, NAMES.get(padding, padding), dilation))


IMPLEMENTATION = Implementation(
    "jax",
    Operation(correlate, accumulates="float32"),
    gradients=gradients,
    transposed=Operation(transposed, paddings={"explicit", "same_upper"}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16", "bfloat16"},
    paddings={"explicit", "valid", "same_upper", "same_lower"},
    compiles=compilations,
    deviations=[
        NEGATIVE_PADDING_CROPS,
        OVERFLOWS_THE_LONGEST_STRIDES,
        READS_BYTES_AS_THEY_LIE,
        *spreads_over_channels(witness="1x2x1 * 2x1x1 g2 float64 ones"),
        spreads_a_cotangent_over_groups(witness="1x2x1x1 * 2x1x1x1 g2 float64 ones"),
        *GRADIENT_DEVIATIONS,
        *TRANSPOSED_DEVIATIONS,
    ],
)
