"""torch.nn.functional.conv1d to conv3d and conv_transpose1d to conv_transpose3d on the CPU, and torch's autograd."""

import numpy as np
import torch

from spec import Deviation, Implementation, Operation

from ._deviations import lengthens_too_much
from ._torch import (
    CONVOLUTIONS,
    DEVIATIONS,
    DTYPES,
    TRANSPOSED,
    array,
    misses_a_dilation_of_zero_on_the_way_back,
    natively,
    one_entry_stands_for_all,
    operands,
    tensor,
)
from ._torch_gradients import GRADIENT_DEVIATIONS


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    tensors = operands(input, weight, bias, stride, dilation)
    return array(CONVOLUTIONS[input.ndim - 2](*tensors, stride, natively(padding), dilation, groups))


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups, wrt):
    bias = np.zeros(len(weight), weight.dtype)
    leaves = dict(zip(("input", "weight", "bias"), operands(input, weight, bias, stride, dilation)))
    asked = [leaves[name].requires_grad_() for name in wrt]
    output = CONVOLUTIONS[input.ndim - 2](*leaves.values(), stride, natively(padding), dilation, groups)
    found = dict(zip(wrt, torch.autograd.grad(output, asked, tensor(cotangent))))
    return tuple(array(found[name]) if name in found else None for name in leaves)


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    tensors = tensor(input), tensor(weight), tensor(bias)
    padding = natively(padding)
    return array(TRANSPOSED[input.ndim - 2](*tensors, stride, padding, output_padding, groups, dilation))


IMPLEMENTATION = Implementation(
    "torch",
    Operation(correlate, accumulates="float32"),
    gradients=gradients,
    transposed=Operation(transposed, dtypes=DTYPES - {"int32"}, paddings={"symmetric"}),
    dtypes=DTYPES,
    paddings={"symmetric", "valid", "same_upper"},
    deviations=[
        *DEVIATIONS,
        *GRADIENT_DEVIATIONS,
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: (
                len(problem.input) == 0
                and (0 in problem.dilations or lengthens_too_much(problem) or max(problem.strides) >= 2**62)
            ),
            because="a dilation of zero, and too long an output, go unnoticed where the batch is empty",
            witness="0x1x1 * 1x1x1 float64 seeded:23 kind=dilation",
        ),
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=one_entry_stands_for_all,
            because="a list with one entry stands for all axes",
            witness="1x1x1x1 * 1x1x1x1 float64 ramp kind=length_of_stride wrong=1",
        ),
        misses_a_dilation_of_zero_on_the_way_back(witness="2x1x1 * 1x1x1 float32 seeded:63 kind=dilation"),
    ],
)
