"""keras.layers.Conv1D, Conv2D and Conv3D, on TensorFlow and the CPU: float32 by oneDNN, the rest by Eigen, and groups
by XLA.
"""

from spec import Implementation

from . import _onednn as _onednn
from ._deviations import spreads_over_channels
from ._keras import NAMES, use
from ._keras_layer import DEVIATIONS, correlate, train, transposed
from ._tensorflow import FLOATS
from ._tensorflow_deviations import REFUSED_DILATIONS, empty_batch, long_tail, ungrouped

use("tensorflow")

IMPLEMENTATION = Implementation(
    "keras_layer_tensorflow",
    correlate,
    transposed=transposed,
    train=train,
    dtypes=FLOATS,
    paddings=set(NAMES),
    compiles=True,  # every call with groups, anew
    deviations=[
        *DEVIATIONS,
        *spreads_over_channels(witness="1x2x1 * 2x1x1 pvalid g2 float64 ones"),
        long_tail(ungrouped),
        REFUSED_DILATIONS,
        empty_batch(ungrouped),
    ],
)
