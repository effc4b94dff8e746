"""keras.ops.conv, on PyTorch and the CPU."""

from spec import Deviation, Implementation, Operation

from . import _onednn as _onednn
from ._deviations import infers_groups
from ._keras import NAMES, UNCHECKED_OUTPUT_PADDING, correlate, transposed, use

use("torch")

DTYPES = {"float32", "float64", "int32", "int64", "complex64", "complex128"}


IMPLEMENTATION = Implementation(
    "keras_ops_torch",
    correlate,
    transposed=Operation(transposed, dtypes=DTYPES - {"int32"}),
    dtypes=DTYPES,
    paddings=set(NAMES),
    deviations=[
        infers_groups(witness="1x1x1 * 1x1x1 pvalid g2"),
        Deviation(
            "valid_problems_are_accepted",
            when=lambda problem: problem.input.dtype == "int32" and max(problem.dilations) > 1,
            because="int32, unlike int64, is refused for dilations",
            witness="1x1x3 * 1x1x2 pvalid d2 int32",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: len(problem.dilation) == 1 < problem.rank,
            because="a list of dilations with one entry stands for all axes",
            witness="1x1x1x1 * 1x1x1x1 pvalid d1",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: len(problem.input) == 0 and min(problem.dilations) == 0,
            because="a dilation of zero goes unnoticed where the batch is empty",
            witness="0x1x1 * 1x1x1 pvalid d0",
        ),
        UNCHECKED_OUTPUT_PADDING,
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: len(problem.input) == 0 and 0 in problem.dilations,
            because="a dilation of zero goes unnoticed where the batch is empty",
            witness="0x1x1 * 1x1x1 pvalid float32 seeded:19",
        ),
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: problem.input.dtype in ("float32", "complex64") and 0 in problem.dilations,
            because="a dilation of zero is not always noticed in single precision",
            witness="2x1x1 * 1x1x1 pvalid float32 impulse",
        ),
    ],
)
