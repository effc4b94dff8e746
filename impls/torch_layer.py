"""torch.nn.Conv1d, Conv2d and Conv3d on the CPU, with their padding modes."""

import torch

from spec import Deviation, Implementation

from ._torch import DTYPES, natively, tensor

LAYERS = {1: torch.nn.Conv1d, 2: torch.nn.Conv2d, 3: torch.nn.Conv3d}
MODES = {"zero": "zeros", "edge": "replicate", "reflect": "reflect", "wrap": "circular"}


def correlate(input, weight, *, bias, stride, padding, boundary, dilation, groups):
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
    layer.weight = torch.nn.Parameter(tensor(weight), requires_grad=False)
    if bias is not None:
        layer.bias = torch.nn.Parameter(tensor(bias), requires_grad=False)
    return layer(tensor(input)).numpy()


IMPLEMENTATION = Implementation(
    "torch_layer",
    correlate,
    dtypes=DTYPES,
    paddings={"symmetric", "valid", "same_upper"},
    boundaries=set(MODES),
)
