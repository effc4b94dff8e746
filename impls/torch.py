"""torch.nn.functional.conv1d, conv2d and conv3d on the CPU."""

from spec import Implementation

from ._torch import CONVOLUTIONS, DEVIATIONS, DTYPES, natively, operands


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    tensors = operands(input, weight, bias, stride, dilation)
    return CONVOLUTIONS[input.ndim - 2](*tensors, stride, natively(padding), dilation, groups).numpy()


IMPLEMENTATION = Implementation(
    "torch",
    correlate,
    dtypes=DTYPES,
    paddings={"symmetric", "valid", "same_upper"},
    deviations=DEVIATIONS,
)
