"""jax.lax.conv_general_dilated on one item, and its jax.vjp, mapped over the batch by jax.vmap, on the CPU."""

from functools import partial

import jax
import numpy as np

from spec import Deviation, Implementation

from . import _jax
from ._deviations import spreads_over_channels
from ._jax import (
    GRADIENT_DEVIATIONS,
    NAMES,
    NEGATIVE_PADDING_CROPS,
    OVERFLOWS_THE_LONGEST_STRIDES,
    READS_BYTES_AS_THEY_LIE,
    channels_first,
    channels_last,
    compilations,
    gradients_first,
    spreads_a_cotangent_over_groups,
    taps_first,
)


def convolution_of_one(item, weight, stride, padding, dilation, groups):
    return _jax.convolution(item[None], weight, stride, padding, dilation, groups)[0]


@partial(jax.jit, static_argnames="geometry")
def convolution(input, weight, geometry):
    return jax.vmap(lambda item: convolution_of_one(item, weight, *geometry))(input)


@partial(jax.jit, static_argnames=("geometry", "wrt"))
def pullback(input, weight, bias, cotangent, geometry, wrt):
    def pullback_of_one(item, slope):
        operands = {"input": item, "weight": weight, "bias": bias}

        def forward(asked):
            all = operands | asked
            return convolution_of_one(all["input"], all["weight"], *geometry) + all["bias"]

        _, back = jax.vjp(forward, {name: operands[name] for name in wrt})
        return back(slope)[0]

    found = jax.vmap(pullback_of_one)(input, cotangent)
    return {name: value if name == "input" else value.sum(0) for name, value in found.items()}


def correlate(input, weight, *, stride, padding, dilation, groups):
    geometry = stride, NAMES.get(padding, padding), dilation, groups
    return channels_first(convolution(channels_last(input), taps_first(weight), geometry))


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups, wrt):
    geometry = stride, NAMES.get(padding, padding), dilation, groups
    operands = channels_last(input), taps_first(weight), np.zeros(len(weight), weight.dtype)
    return gradients_first(pullback(*operands, channels_last(cotangent), geometry, wrt))


IMPLEMENTATION = Implementation(
    "jax_vmap",
    correlate,
    gradients=gradients,
    dtypes={"float32", "float64", "float16", "bfloat16"},
    paddings={"explicit", "valid", "same_upper", "same_lower"},
    compiles=compilations,
    deviations=[
        NEGATIVE_PADDING_CROPS,
        OVERFLOWS_THE_LONGEST_STRIDES,
        READS_BYTES_AS_THEY_LIE,
        *spreads_over_channels(witness="1x2x1 * 2x1x1 g2 float64 ones"),
        spreads_a_cotangent_over_groups(witness="1x2x1x1 * 2x1x1x1 g2 float64 ones"),
        *GRADIENT_DEVIATIONS,
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: len(problem.input) == 0,
            because="strides, dilations and kernels are checked by XLA alone, which an empty batch does not reach",
            witness="0x1x1 * 1x1x1 s0",
        ),
    ],
)
