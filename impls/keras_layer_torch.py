"""keras.layers.Conv1D, Conv2D and Conv3D, on PyTorch and the CPU."""

from spec import Implementation

from . import _onednn as _onednn
from ._keras import NAMES, use
from ._keras_layer import DEVIATIONS, correlate, train, transposed

use("torch")

IMPLEMENTATION = Implementation(
    "keras_layer_torch",
    correlate,
    transposed=transposed,
    train=train,
    paddings=set(NAMES),
    deviations=DEVIATIONS,
)
