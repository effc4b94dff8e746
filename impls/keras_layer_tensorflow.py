"""keras.layers.Conv1D, Conv2D and Conv3D, on TensorFlow and the CPU."""

from spec import Implementation

from . import _keras_layer
from ._keras import NAMES, use
from ._keras_layer import DEVIATIONS, train
from ._overflow import refuse_beyond_32_bits
from ._tensorflow import REFUSED_DILATIONS, empty_batch, long_tail, ungrouped, without_groups

use("tensorflow")


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_beyond_32_bits(stride=stride, dilation=dilation)  # or TensorFlow aborts the process
    return _keras_layer.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation):
    refuse_beyond_32_bits(stride=stride, dilation=dilation, output_padding=output_padding)  # for the same reason
    return _keras_layer.transposed(
        input,
        weight,
        bias=bias,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        dilation=dilation,
    )


IMPLEMENTATION = Implementation(
    "keras_layer_tensorflow",
    correlate,
    transposed=transposed,
    train=train,
    paddings=set(NAMES),
    compiles=True,  # every call with groups, anew
    deviations=[*DEVIATIONS, empty_batch(ungrouped), long_tail(without_groups), REFUSED_DILATIONS],
)
