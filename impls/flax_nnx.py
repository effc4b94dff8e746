"""flax.nnx.Conv and ConvTranspose under nnx.jit, on the CPU, and Conv trained by nnx.value_and_grad."""

import jax
import numpy as np
from flax import nnx

from spec import Deviation, Implementation, Operation

from ._deviations import spreads_over_channels
from ._flax import transposed_padding
from ._jax import (
    NAMES,
    NEGATIVE_PADDING_CROPS,
    OVERFLOWS_THE_LONGEST_STRIDES,
    READS_BYTES_AS_THEY_LIE,
    TRANSPOSED_DEVIATIONS,
    channels_first,
    channels_last,
    compilations,
    refuse_what_overflows,
    taps_first,
    taps_last,
)


@nnx.jit
def apply(layer, input):
    return layer(input)


@nnx.jit
def descend(layer, input, target, learning_rate):
    def loss(layer):
        return ((layer(input) - target) ** 2).sum()

    before, slopes = nnx.value_and_grad(loss)(layer)
    nnx.update(layer, jax.tree.map(lambda p, g: p - learning_rate * g, nnx.state(layer, nnx.Param), slopes))
    return before


def parameters_of(weight, bias=None):
    """What a layer needs to start with the given parameters."""
    return {
        "use_bias": bias is not None,
        "kernel_init": lambda *_: taps_first(weight),
        "bias_init": lambda *_: bias,
        "rngs": nnx.Rngs(0),
    }


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_what_overflows(padding, dilation)
    layer = nnx.Conv(
        in_features=input.shape[1],
        out_features=len(weight),
        kernel_size=weight.shape[2:],
        strides=stride,
        padding=NAMES.get(padding, padding),
        kernel_dilation=dilation,
        feature_group_count=groups,
        **parameters_of(weight, bias),
    )
    return channels_first(apply(layer, channels_last(input)))


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation):
    refuse_what_overflows(padding, dilation, stride)
    layer = nnx.ConvTranspose(  # which has no groups
        in_features=input.shape[1],
        out_features=weight.shape[1],
        kernel_size=weight.shape[2:],
        strides=stride,
        padding=transposed_padding(weight.shape[2:], padding, output_padding, dilation),
        kernel_dilation=dilation,
        transpose_kernel=True,
        **parameters_of(weight, bias),
    )
    return channels_first(apply(layer, channels_last(input)))


def train(input, target, weight, *, learning_rate, steps):
    layer = nnx.Conv(input.shape[1], len(weight), weight.shape[2:], padding="VALID", **parameters_of(weight))
    image, wanted = channels_last(input), channels_last(target)
    losses = np.array([descend(layer, image, wanted, learning_rate) for _ in range(steps)], input.dtype)
    return taps_last(layer.kernel[...]), losses


IMPLEMENTATION = Implementation(
    "flax_nnx",
    correlate,
    transposed=Operation(transposed, paddings={"explicit", "same_upper"}),
    train=Operation(train, dtypes={"float32", "float64"}),
    dtypes={"float32", "float64", "float16", "bfloat16"},
    paddings={"explicit", "valid", "same_upper"},
    compiles=compilations,
    deviations=[
        NEGATIVE_PADDING_CROPS,
        OVERFLOWS_THE_LONGEST_STRIDES,
        READS_BYTES_AS_THEY_LIE,
        *spreads_over_channels(witness="1x2x1 * 2x1x1 g2 float64 ones"),
        *TRANSPOSED_DEVIATIONS,
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: problem.bias is not None and problem.weight.shape[1] == 1 < len(problem.bias),
            because="a bias for more filters than there are is spread over copies of the only one",
            witness="4x1x2 * 2x1x1 p1-0 b2 float32 seeded:508 weight:channels_last kind=bias",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: (
                problem.bias is not None and 1 in (len(problem.bias), len(problem.weight)) and len(problem.bias) > 0
            ),
            because="a bias broadcasts: one number does for all filters, and several make one filter's output several",
            witness="1x1x1 * 2x1x1 b1",
        ),
    ],
)
