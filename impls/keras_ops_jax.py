"""keras.ops.conv, on JAX and the CPU."""

from spec import Deviation, Implementation

from ._deviations import infers_groups, loses_parts, spreads_over_channels
from ._jax import compilations
from ._keras import NAMES, REFUSED_VAST_STRIDES, UNCHECKED_OUTPUT_PADDING, correlate, transposed, use

use("jax")

IMPLEMENTATION = Implementation(
    "keras_ops_jax",
    correlate,
    transposed=transposed,
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16", "bfloat16"},
    paddings=set(NAMES),
    compiles=compilations,
    deviations=[
        REFUSED_VAST_STRIDES,
        infers_groups(witness="1x1x1 * 1x1x1 pvalid g2"),
        UNCHECKED_OUTPUT_PADDING,
        *spreads_over_channels(witness="1x2x1 * 2x1x1 pvalid g2 float64 ones"),
        Deviation(
            "two_dtypes_lose_nothing_or_are_refused",
            when=lambda problem: loses_parts(problem.input.dtype, problem.weight.dtype),
            because="the input is cast to the dtype of the kernel",
            witness="1x1x1 * 1x1x1 pvalid complex64 ones other=float32",
        ),
    ],
)
