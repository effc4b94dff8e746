"""flax.linen.Conv and ConvTranspose under jit, on the CPU, and Conv trained by jax.value_and_grad."""

from functools import partial

import jax
import numpy as np
from flax import linen

from spec import Implementation, Operation

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


@partial(jax.jit, static_argnames="layer")
def apply(layer, parameters, input):
    return layer.apply(parameters, input)


@partial(jax.jit, static_argnames="layer")
def descend(layer, parameters, input, target, learning_rate):
    def loss(parameters):
        return ((layer.apply(parameters, input) - target) ** 2).sum()

    before, slopes = jax.value_and_grad(loss)(parameters)
    return before, jax.tree.map(lambda p, g: p - learning_rate * g, parameters, slopes)


def parameters_of(weight, bias=None):
    """The variables of a layer, as its `init` would make them."""
    return {"params": {"kernel": taps_first(weight)} | ({} if bias is None else {"bias": bias})}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_what_overflows(padding, dilation)
    layer = linen.Conv(
        features=len(weight),
        kernel_size=weight.shape[2:],
        strides=stride,
        padding=NAMES.get(padding, padding),
        kernel_dilation=dilation,
        feature_group_count=groups,
        use_bias=bias is not None,
    )
    return channels_first(apply(layer, parameters_of(weight, bias), channels_last(input)))


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation):
    refuse_what_overflows(padding, dilation, stride)
    layer = linen.ConvTranspose(  # which has no groups
        features=weight.shape[1],
        kernel_size=weight.shape[2:],
        strides=stride,
        padding=transposed_padding(weight.shape[2:], padding, output_padding, dilation),
        kernel_dilation=dilation,
        use_bias=bias is not None,
        transpose_kernel=True,
    )
    return channels_first(apply(layer, parameters_of(weight, bias), channels_last(input)))


def train(input, target, weight, *, learning_rate, steps):
    layer = linen.Conv(len(weight), kernel_size=weight.shape[2:], use_bias=False, padding="VALID")
    image, wanted, parameters = channels_last(input), channels_last(target), parameters_of(weight)
    losses = np.empty(steps, input.dtype)
    for step in range(steps):
        losses[step], parameters = descend(layer, parameters, image, wanted, learning_rate)
    return taps_last(parameters["params"]["kernel"]), losses


IMPLEMENTATION = Implementation(
    "flax_linen",
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
    ],
)
