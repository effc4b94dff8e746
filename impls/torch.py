"""torch.nn.functional.conv1d to conv3d and conv_transpose1d to conv_transpose3d on the CPU, and torch's autograd."""

import numpy as np
import torch

from spec import Deviation, Implementation, Operation

from ._deviations import lengthens_too_much
from ._torch import CONVOLUTIONS, DEVIATIONS, DTYPES, TRANSPOSED, natively, one_entry_stands_for_all, operands, tensor


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    tensors = operands(input, weight, bias, stride, dilation)
    return CONVOLUTIONS[input.ndim - 2](*tensors, stride, natively(padding), dilation, groups).numpy()


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups, wrt):
    bias = np.zeros(len(weight), weight.dtype)
    leaves = dict(zip(("input", "weight", "bias"), operands(input, weight, bias, stride, dilation)))
    asked = [leaves[name].requires_grad_() for name in wrt]
    output = CONVOLUTIONS[input.ndim - 2](*leaves.values(), stride, natively(padding), dilation, groups)
    found = dict(zip(wrt, torch.autograd.grad(output, asked, tensor(cotangent))))
    return tuple(found[name].numpy() if name in found else None for name in leaves)


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    tensors = tensor(input), tensor(weight), tensor(bias)
    padding = natively(padding)
    return TRANSPOSED[input.ndim - 2](*tensors, stride, padding, output_padding, groups, dilation).numpy()


IMPLEMENTATION = Implementation(
    "torch",
    correlate,
    gradients=gradients,
    transposed=Operation(transposed, dtypes=DTYPES - {"int32"}, paddings={"symmetric"}),
    dtypes=DTYPES,
    paddings={"symmetric", "valid", "same_upper"},
    deviations=[
        *DEVIATIONS,
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: len(problem.input) == 0 and (0 in problem.dilations or lengthens_too_much(problem)),
            because="a dilation of zero, and too long an output padding, go unnoticed where the batch is empty",
            witness="0x1x1 * 1x1x1 float64 seeded:23",
        ),
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=one_entry_stands_for_all,
            because="a list with one entry stands for all axes",
            witness="1x1x1x1 * 1x1x1x1 float64 ramp",
        ),
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: problem.input.dtype in ("float32", "complex64") and 0 in problem.dilations,
            because="a dilation of zero is not always noticed in single precision",
            witness="2x1x1 * 1x1x1 float32 seeded:63",
        ),
    ],
)
