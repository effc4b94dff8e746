"""keras.ops.conv, on TensorFlow and the CPU."""

from spec import Deviation, Implementation

from . import _keras
from . import _onednn as _onednn
from ._deviations import infers_groups
from ._keras import NAMES, REFUSED_TOGETHER, REFUSED_VAST_STRIDES, correlate
from ._tensorflow import (
    DTYPES,
    LONGER_BY_A_STRIDE,
    NO_INTEGERS_IN_3D,
    REFUSED_DILATIONS,
    UNCHECKED_TRANSPOSED,
    empty_batch,
    long_tail,
    no_window,
    transposed_size,
    ungrouped,
    without_groups,
)

_keras.use("tensorflow")


def transposed(input, weight, *, stride, padding, output_padding, dilation):
    transposed_size(input.shape[2:], weight.shape[2:], stride, dilation, padding, output_padding)  # or it may abort
    return _keras.transposed(
        input, weight, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation
    )


IMPLEMENTATION = Implementation(
    "keras_ops_tensorflow",
    correlate,
    transposed=transposed,
    dtypes=DTYPES,
    paddings=set(NAMES),
    compiles=True,  # every call with groups, anew
    deviations=[
        REFUSED_VAST_STRIDES,
        infers_groups(witness="1x1x1 * 1x1x1 pvalid g2"),
        REFUSED_TOGETHER,
        NO_INTEGERS_IN_3D,
        empty_batch(ungrouped),
        no_window(ungrouped),
        long_tail(without_groups),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: 1 in (len(problem.stride), len(problem.dilation)) and problem.rank > 1,
            because="a list with one entry stands for all axes",
            witness="1x1x1x1 * 1x1x1x1 pvalid s1",
        ),
        Deviation(
            "transposed_agrees_with_the_definition",
            when=lambda problem: problem.rank == 3 and problem.input.dtype == "int32",
            because="integers are refused for three spatial axes",
            witness="1x1x1x1x1 * 1x1x1x1x1 pvalid int32",
        ),
        REFUSED_DILATIONS,
        LONGER_BY_A_STRIDE,
        *UNCHECKED_TRANSPOSED,
    ],
)
