"""keras.ops.conv, on PyTorch and the CPU."""

from spec import Deviation, Implementation, Operation

from ._deviations import infers_groups
from ._keras import NAMES, REFUSED_VAST_STRIDES, UNCHECKED_OUTPUT_PADDING, correlate, transposed, use
from ._torch import (
    DTYPES,
    misses_a_dilation_of_zero_in_an_empty_batch,
    misses_a_dilation_of_zero_on_the_way_back,
    refuses_dilations_in_int32,
)

use("torch")


IMPLEMENTATION = Implementation(
    "keras_ops_torch",
    correlate,
    transposed=Operation(transposed, dtypes=DTYPES - {"int32"}),
    dtypes=DTYPES,
    paddings=set(NAMES),
    deviations=[
        REFUSED_VAST_STRIDES,
        infers_groups(witness="1x1x1 * 1x1x1 pvalid g2"),
        refuses_dilations_in_int32(witness="1x1x3 * 1x1x2 pvalid d2 int32"),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: len(problem.dilation) == 1 < problem.rank,
            because="a list of dilations with one entry stands for all axes",
            witness="1x1x1x1 * 1x1x1x1 pvalid d1",
        ),
        misses_a_dilation_of_zero_in_an_empty_batch(witness="0x1x1 * 1x1x1 pvalid d0"),
        UNCHECKED_OUTPUT_PADDING,
        Deviation(
            "invalid_transposed_problems_are_refused",
            when=lambda problem: len(problem.input) == 0 and 0 in problem.dilations,
            because="a dilation of zero goes unnoticed where the batch is empty (pytorch/pytorch#77838)",
            witness="0x1x1 * 1x1x1 pvalid float32 seeded:19 kind=dilation",
        ),
        misses_a_dilation_of_zero_on_the_way_back(witness="2x1x1 * 1x1x1 pvalid float32 impulse kind=dilation"),
    ],
)
