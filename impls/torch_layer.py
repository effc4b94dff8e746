"""torch.nn.Conv1d, Conv2d and Conv3d on the CPU, with their padding modes, and their lazy forms, trained."""

import math

import numpy as np
import torch

from spec import Deviation, Implementation, Operation

from ._torch import DEVIATIONS, DTYPES, array, natively, operands, tensor
from ._torch_gradients import GRADIENT_DEVIATIONS

LAYERS = {1: torch.nn.Conv1d, 2: torch.nn.Conv2d, 3: torch.nn.Conv3d}
LAZY_LAYERS = {1: torch.nn.LazyConv1d, 2: torch.nn.LazyConv2d, 3: torch.nn.LazyConv3d}
MODES = {"zero": "zeros", "edge": "replicate", "reflect": "reflect", "wrap": "circular"}


def correlate(input, weight, *, bias, stride, padding, boundary, dilation, groups):
    layer, image = layer_and_image(input, weight, bias, stride, padding, boundary, dilation, groups)
    return array(layer(image))


def gradients(input, weight, cotangent, *, stride, padding, boundary, dilation, groups, wrt):
    bias = np.zeros(len(weight), weight.dtype)
    layer, image = layer_and_image(input, weight, bias, stride, padding, boundary, dilation, groups)
    leaves = {"input": image, "weight": layer.weight, "bias": layer.bias}
    asked = [leaves[name].requires_grad_() for name in wrt]
    found = dict(zip(wrt, torch.autograd.grad(layer(image), asked, tensor(cotangent))))
    return tuple(array(found[name]) if name in found else None for name in leaves)


def layer_and_image(input, weight, bias, stride, padding, boundary, dilation, groups):
    layer = LAYERS[input.ndim - 2](
        in_channels=input.shape[1],
        out_channels=weight.shape[0],
        kernel_size=weight.shape[2:],
        stride=stride,
        padding=natively(padding),
        dilation=dilation,
        groups=groups,
        bias=bias is not None,
        padding_mode=MODES[boundary],
        device="meta",  # no initialisation: the parameters are put in below
    )
    image, kernel, offsets = operands(input, weight, bias, stride, dilation)
    layer.weight = torch.nn.Parameter(kernel, requires_grad=False)
    if offsets is not None:
        layer.bias = torch.nn.Parameter(offsets, requires_grad=False)
    return layer, image


def train(input, target, weight, *, learning_rate, steps):
    image, wanted = tensor(input), tensor(target)
    layer = LAZY_LAYERS[input.ndim - 2](len(weight), kernel_size=weight.shape[2:], bias=False, dtype=image.dtype)
    layer(image)  # only now does the layer know its channels
    layer.weight.data[:] = tensor(weight)
    losses = []
    for _ in range(steps):
        loss = ((layer(image) - wanted) ** 2).sum()
        layer.zero_grad()
        loss.backward()
        layer.weight.data[:] -= learning_rate * layer.weight.grad
        losses.append(loss.item())
    return layer.weight.detach().numpy(), np.array(losses, input.dtype)


def reaches(problem):
    """By how many elements the padding is longer than the input, on the axis where that is most."""
    return max(max(pair) - size for pair, size in zip(problem.pairs, problem.size))


def crops(padding):
    """Whether a padding given as pairs is negative somewhere."""
    return not isinstance(padding, str) and min(map(min, padding)) < 0


IMPLEMENTATION = Implementation(
    "torch_layer",
    correlate,
    gradients=gradients,
    train=Operation(train, dtypes={"float32", "float64"}),
    dtypes=DTYPES,
    paddings={"symmetric", "valid", "same_upper"},
    boundaries=set(MODES),
    deviations=[
        *DEVIATIONS,
        *GRADIENT_DEVIATIONS,
        Deviation(
            "valid_problems_are_accepted",
            when=lambda problem: reaches(problem) > {"reflect": -1, "wrap": 0}.get(problem.boundary, math.inf),
            because="a reflected or circular padding is refused where it is longer than what it continues",
            witness="1x1x1 * 1x1x1 p1-1 reflect",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: (
                problem.boundary != "zero"
                and not isinstance(problem.padding, str)
                and max(map(max, problem.padding)) >= 2**62
            ),
            because="the size of a padded input is counted in 64 bits, and one beyond is taken for a short one",
            witness="1x1x3 * 1x1x1 p9223372036854775807-9223372036854775807 edge float32 ones",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: problem.boundary != "zero" and crops(problem.padding),
            because="a negative padding crops the input, unless the padding mode is zeros",
            witness="1x1x3 * 1x1x1 p-1--1 edge",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: (
                problem.boundary != "zero"
                and not isinstance(problem.padding, str)
                and len(problem.padding) > problem.rank
            ),
            because="a padding with an entry too many pads the channels too, unless the padding mode is zeros",
            witness="1x1x1x1 * 1x1x1x1 p0-0,0-0,0-0 edge",
        ),
    ],
)
