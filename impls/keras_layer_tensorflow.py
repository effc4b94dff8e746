"""keras.layers.Conv1D, Conv2D and Conv3D, on TensorFlow and the CPU."""

from spec import Implementation

from . import _onednn as _onednn
from ._keras import NAMES, use
from ._keras_layer import DEVIATIONS, correlate, train, transposed
from ._tensorflow import REFUSED_DILATIONS, empty_batch, long_tail, ungrouped, without_groups

use("tensorflow")

IMPLEMENTATION = Implementation(
    "keras_layer_tensorflow",
    correlate,
    transposed=transposed,
    train=train,
    paddings=set(NAMES),
    compiles=True,  # every call with groups, anew
    deviations=[*DEVIATIONS, empty_batch(ungrouped), long_tail(without_groups), REFUSED_DILATIONS],
)
