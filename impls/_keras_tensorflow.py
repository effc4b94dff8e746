"""What the two rows of keras.ops on TensorFlow share."""

from spec import Deviation

from . import _keras
from ._deviations import infers_groups, spreads_over_channels
from ._keras import REFUSED_TOGETHER, REFUSED_VAST_STRIDES
from ._tensorflow import transposed_size
from ._tensorflow_deviations import NO_INTEGERS_IN_3D, NO_TAPS_TRANSPOSED, REFUSED_DILATIONS, long_tail, ungrouped


def transposed(input, weight, *, stride, padding, output_padding, dilation):
    transposed_size(input.shape[2:], weight.shape[2:], stride, dilation, padding, output_padding)  # or it may abort
    return _keras.transposed(
        input, weight, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation
    )


DEVIATIONS = [
    REFUSED_VAST_STRIDES,
    infers_groups(witness="1x1x1 * 1x1x1 pvalid g2"),
    REFUSED_TOGETHER,
    NO_INTEGERS_IN_3D,
    long_tail(ungrouped),
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
    NO_TAPS_TRANSPOSED,
    *spreads_over_channels(witness="1x2x1 * 2x1x1 pvalid g2 float64 ones"),
]
