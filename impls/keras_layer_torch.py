"""keras.layers.Conv1D, Conv2D and Conv3D, on PyTorch and the CPU."""

from spec import Implementation, Operation

from . import _torch as _torch
from ._keras import NAMES, use
from ._keras_layer import DEVIATIONS, correlate, train, transposed

use("torch")

IMPLEMENTATION = Implementation(
    "keras_layer_torch",
    correlate,
    transposed=transposed,
    train=Operation(train, dtypes={"float32", "float64"}),
    dtypes={"float32", "float64", "float16", "bfloat16"},
    paddings=set(NAMES),
    deviations=DEVIATIONS,
)
