"""torch.nn.functional.conv1d, conv2d and conv3d on the CPU."""

from spec import Deviation, Implementation

from ._torch import CONVOLUTIONS, DTYPES, natively, tensor


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    convolution = CONVOLUTIONS[input.ndim - 2]
    return convolution(tensor(input), tensor(weight), tensor(bias), stride, natively(padding), dilation, groups).numpy()


IMPLEMENTATION = Implementation(
    "torch",
    correlate,
    dtypes=DTYPES,
    paddings={"symmetric", "valid", "same_upper"},
    deviations=[
        Deviation(
            "valid_problems_are_accepted",
            when=lambda problem: problem.padding == "same_upper" and max(problem.strides) > 1,
            because="padding='same' is refused for strides",
            witness="1x1x4 * 1x1x2 psame_upper s2",
        ),
    ],
)
