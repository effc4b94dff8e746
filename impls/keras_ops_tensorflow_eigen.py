"""keras.ops.conv, on TensorFlow and the CPU: by Eigen, and groups by XLA."""

from spec import Implementation

from . import _eigen as _eigen
from ._keras import NAMES, correlate, use
from ._keras_tensorflow import DEVIATIONS, transposed
from ._tensorflow import FLOATS, HALVES, INTEGERS

use("tensorflow")

IMPLEMENTATION = Implementation(
    "keras_ops_tensorflow_eigen",
    correlate,
    transposed=transposed,
    dtypes=FLOATS | HALVES | INTEGERS,
    paddings=set(NAMES),
    compiles=True,  # every call with groups, anew
    deviations=DEVIATIONS,
)
