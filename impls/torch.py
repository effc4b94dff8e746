"""torch.nn.functional.conv1d, conv2d and conv3d on the CPU."""

from spec import Implementation

from ._torch import CONVOLUTIONS, DEVIATIONS, DTYPES, natively, tensor, weights


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    convolution = CONVOLUTIONS[input.ndim - 2]
    return convolution(
        tensor(input), weights(weight), tensor(bias), stride, natively(padding), dilation, groups
    ).numpy()


IMPLEMENTATION = Implementation(
    "torch",
    correlate,
    dtypes=DTYPES,
    paddings={"symmetric", "valid", "same_upper"},
    deviations=DEVIATIONS,
)
