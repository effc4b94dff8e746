"""mxnet.npx.convolution and deconvolution on the CPU, and mxnet.autograd."""

import numpy as np
from mxnet import autograd, npx

from spec import Implementation

from ._mxnet import DEVIATIONS, TRANSPOSED_DEVIATIONS, array, refuse_what_wraps, settled, symmetric


@settled()
def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    return convolution(array(input), array(weight), array(bias), stride, padding, dilation, groups).asnumpy()


@settled()
def gradients(input, weight, cotangent, *, stride, padding, dilation, groups, wrt):
    operands = {
        "input": array(input),
        "weight": array(weight),
        "bias": array(np.zeros(len(weight), weight.dtype)),
    }
    for name in wrt:
        operands[name].attach_grad()
    with autograd.record():
        output = convolution(operands["input"], operands["weight"], operands["bias"], stride, padding, dilation, groups)
    if cotangent.shape != output.shape:
        # MXNet does not look, and writes past the end of a buffer of float64.
        raise ValueError(f"a cotangent of shape {cotangent.shape} does not fit an output of shape {output.shape}")
    output.backward(array(cotangent))
    return tuple(operand.grad.asnumpy() if name in wrt else None for name, operand in operands.items())


@settled()
def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_what_wraps(stride, padding, dilation)
    return npx.deconvolution(
        array(input),
        array(weight),
        array(bias),
        kernel=weight.shape[2:],
        stride=stride,
        dilate=dilation,
        pad=symmetric(padding),
        adj=output_padding,
        num_filter=weight.shape[1] * groups,
        num_group=groups,
        no_bias=bias is None,
    ).asnumpy()


def convolution(input, weight, bias, stride, padding, dilation, groups):
    refuse_what_wraps(stride, padding, dilation)
    return npx.convolution(
        input,
        weight,
        bias,
        kernel=weight.shape[2:],
        stride=stride,
        dilate=dilation,
        pad=symmetric(padding),
        num_filter=len(weight),
        num_group=groups,
        no_bias=bias is None,
    )


IMPLEMENTATION = Implementation(
    "mxnet",
    correlate,
    gradients=gradients,
    transposed=transposed,
    paddings={"symmetric"},
    deviations=[*DEVIATIONS, *TRANSPOSED_DEVIATIONS],
)
