"""keras.layers.Conv1D, Conv2D and Conv3D, on TensorFlow and the CPU: by Eigen, and groups by XLA."""

from spec import Implementation, Operation

from . import _eigen as _eigen
from ._deviations import spreads_over_channels
from ._keras import NAMES, use
from ._keras_layer import DEVIATIONS, correlate, train, transposed
from ._tensorflow import FLOATS, HALVES
from ._tensorflow_deviations import REFUSED_DILATIONS, long_tail, ungrouped

use("tensorflow")

IMPLEMENTATION = Implementation(
    "keras_layer_tensorflow_eigen",
    correlate,
    transposed=transposed,
    train=Operation(train, dtypes=FLOATS),
    dtypes=FLOATS | HALVES,
    paddings=set(NAMES),
    compiles=True,  # every call with groups, anew
    deviations=[
        *DEVIATIONS,
        *spreads_over_channels(witness="1x2x1 * 2x1x1 pvalid g2 float64 ones"),
        long_tail(ungrouped),
        REFUSED_DILATIONS,
    ],
)
