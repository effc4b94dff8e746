"""tf.nn.conv2d, executed eagerly on the CPU: the one that takes a padding as numbers. float32 by oneDNN, the rest by
Eigen.
"""

from spec import Deviation, Implementation

from . import _onednn as _onednn
from ._tensorflow import FLOATS, INTEGERS, NAMES, correlate, plain_gradients
from ._tensorflow_deviations import CONV2D, ONEDNN_CONV2D, WRAPPED_PADDING, by_onednn


def crops(problem):
    """Whether a padding given as pairs is negative, and oneDNN does not mind."""
    if isinstance(problem.padding, str) or not by_onednn(problem):
        return False
    ends, least = [after for _, after in problem.padding], min(map(min, problem.padding))
    return min(ends) < 0 or (least < 0 and 0 in problem.output_shape)


IMPLEMENTATION = Implementation(
    "tensorflow_2d",
    correlate,
    gradients=plain_gradients,
    ranks={2},
    dtypes=FLOATS | INTEGERS,
    paddings={"explicit", *NAMES},
    deviations=[
        *CONV2D,
        *ONEDNN_CONV2D,
        WRAPPED_PADDING,
        Deviation(
            "invalid_problems_are_refused",
            when=crops,
            because="a negative padding at the end crops the input, and any goes unnoticed where no window fits",
            witness="1x1x1x3 * 1x1x1x1 s1,2 p0-0,0--1 float32",
        ),
    ],
)
