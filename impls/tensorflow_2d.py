"""tf.nn.conv2d, executed eagerly on the CPU: the one that takes a padding as numbers."""

from spec import Deviation, Implementation

from . import _onednn as _onednn
from . import _tensorflow
from ._tensorflow import (
    DEVIATIONS,
    DTYPES,
    NAMES,
    NO_WINDOW_ON_THE_WAY_BACK,
    UNCHECKED_COTANGENT,
    correlate,
    single_precision,
)


def gradients(input, weight, cotangent, *, stride, padding, wrt):
    # Dilations and groups are refused on the way back, unless oneDNN computes it, which takes no numbers.
    return _tensorflow.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=(1, 1), groups=1, wrt=wrt
    )


def crops(problem):
    """Whether a padding given as pairs is negative, and oneDNN does not mind."""
    if isinstance(problem.padding, str) or not single_precision(problem):
        return False
    ends, least = [after for _, after in problem.padding], min(map(min, problem.padding))
    return min(ends) < 0 or (least < 0 and 0 in problem.output_shape)


IMPLEMENTATION = Implementation(
    "tensorflow_2d",
    correlate,
    gradients=gradients,
    ranks={2},
    dtypes=DTYPES,
    paddings={"explicit", *NAMES},
    deviations=[
        *DEVIATIONS,
        UNCHECKED_COTANGENT,
        NO_WINDOW_ON_THE_WAY_BACK,
        Deviation(
            "invalid_problems_are_refused",
            when=crops,
            because="a negative padding at the end crops the input, and any goes unnoticed where no window fits",
            witness="1x1x1x3 * 1x1x1x1 s1,2 p0-0,0--1 float32",
        ),
    ],
)
