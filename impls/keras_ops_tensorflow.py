"""keras.ops.conv, on TensorFlow and the CPU: float32 by oneDNN, the rest by Eigen, and groups by XLA."""

from spec import Implementation

from . import _onednn as _onednn
from ._keras import NAMES, correlate, use
from ._keras_tensorflow import DEVIATIONS, transposed
from ._tensorflow import FLOATS, INTEGERS
from ._tensorflow_deviations import ONEDNN_TRANSPOSED, empty_batch, no_window, ungrouped

use("tensorflow")

IMPLEMENTATION = Implementation(
    "keras_ops_tensorflow",
    correlate,
    transposed=transposed,
    dtypes=FLOATS | INTEGERS,
    paddings=set(NAMES),
    compiles=True,  # every call with groups, anew
    deviations=[*DEVIATIONS, empty_batch(ungrouped), no_window(ungrouped), *ONEDNN_TRANSPOSED],
)
