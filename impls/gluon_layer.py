"""mxnet.gluon.nn.Conv1D, Conv2D and Conv3D, and their transposed forms, on the CPU."""

import numpy as np
from mxnet import autograd
from mxnet.gluon import nn
from mxnet.initializer import Zero

from spec import Implementation

from ._mxnet import DEVIATIONS, TRANSPOSED_DEVIATIONS, array, refuse_what_wraps, settled, symmetric

LAYERS = {1: nn.Conv1D, 2: nn.Conv2D, 3: nn.Conv3D}
TRANSPOSED = {1: nn.Conv1DTranspose, 2: nn.Conv2DTranspose, 3: nn.Conv3DTranspose}


@settled()
def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_what_wraps(stride, padding, dilation)
    layer = LAYERS[input.ndim - 2](
        channels=len(weight),
        kernel_size=weight.shape[2:],
        strides=stride,
        padding=symmetric(padding),
        dilation=dilation,
        groups=groups,
        in_channels=input.shape[1],
        use_bias=bias is not None,
    )
    return given(layer, weight, bias)(array(input)).asnumpy()


@settled()
def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_what_wraps(stride, padding, dilation)
    layer = TRANSPOSED[input.ndim - 2](
        channels=weight.shape[1] * groups,
        kernel_size=weight.shape[2:],
        strides=stride,
        padding=symmetric(padding),
        output_padding=output_padding,
        dilation=dilation,
        groups=groups,
        in_channels=input.shape[1],
        use_bias=bias is not None,
    )
    return given(layer, weight, bias)(array(input)).asnumpy()


@settled()
def train(input, target, weight, *, learning_rate, steps):
    layer = LAYERS[input.ndim - 2](len(weight), weight.shape[2:], in_channels=input.shape[1], use_bias=False)
    given(layer, weight)
    image, aim, losses = array(input), array(target), []
    for _ in range(steps):
        with autograd.record():
            loss = (layer(image) - aim) ** 2
        loss.backward()
        layer.weight.data()[:] -= learning_rate * layer.weight.grad()
        losses.append(loss.sum().asnumpy())
    return layer.weight.data().asnumpy(), np.array(losses, input.dtype)


def given(layer, weight, bias=None):
    """`layer` with the parameters that it is to have."""
    layer.cast(weight.dtype)
    layer.initialize(Zero())  # The default draws random numbers, and fails to in float64.
    layer.weight.set_data(array(weight))
    if bias is not None:
        layer.bias.set_data(array(bias))
    return layer


IMPLEMENTATION = Implementation(
    "gluon_layer",
    correlate,
    transposed=transposed,
    train=train,
    paddings={"symmetric"},
    # MXNet's NumPy semantics, which the parameters of a layer are made by, are switched on for one thread alone.
    concurrent=False,
    deviations=[*DEVIATIONS, *TRANSPOSED_DEVIATIONS],
)
