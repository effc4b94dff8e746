"""keras.layers.Conv1D, Conv2D and Conv3D, on JAX and the CPU."""

from spec import Implementation, Operation

from ._deviations import spreads_over_channels
from ._jax import compilations
from ._keras import NAMES, use
from ._keras_layer import DEVIATIONS, correlate, train, transposed

use("jax")

IMPLEMENTATION = Implementation(
    "keras_layer_jax",
    correlate,
    transposed=transposed,
    train=Operation(train, dtypes={"float32", "float64"}),
    dtypes={"float32", "float64", "float16", "bfloat16"},
    paddings=set(NAMES),
    compiles=compilations,
    deviations=[*DEVIATIONS, *spreads_over_channels(witness="1x2x1 * 2x1x1 pvalid g2 float64 ones")],
)
