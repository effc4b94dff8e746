"""tf.nn.conv2d, executed eagerly on the CPU: the one that takes a padding as numbers. By Eigen."""

from spec import Implementation

from . import _eigen as _eigen
from ._tensorflow import FLOATS, HALVES, INTEGERS, NAMES, correlate, plain_gradients
from ._tensorflow_deviations import CONV2D, WRAPPED_PADDING

IMPLEMENTATION = Implementation(
    "tensorflow_2d_eigen",
    correlate,
    gradients=plain_gradients,
    ranks={2},
    dtypes=FLOATS | HALVES | INTEGERS,
    paddings={"explicit", *NAMES},
    deviations=[*CONV2D, WRAPPED_PADDING],
)
