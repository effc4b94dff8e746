"""tf.nn.conv1d, conv2d and conv3d, executed eagerly on the CPU."""

from spec import Deviation, Implementation, Operation

from . import _onednn as _onednn
from ._tensorflow import (
    DEVIATIONS,
    DTYPES,
    NAMES,
    NO_INTEGERS_IN_3D,
    NO_WINDOW_ON_THE_WAY_BACK,
    REFUSED_GRADIENTS,
    TRANSPOSED_DEVIATIONS,
    UNCHECKED_COTANGENT,
    correlate,
    gradients,
    long_tail,
    single_precision,
    transposed,
)

IMPLEMENTATION = Implementation(
    "tensorflow",
    correlate,
    gradients=gradients,
    transposed=Operation(transposed, dtypes={"float32", "float64"}),
    dtypes=DTYPES,
    paddings=set(NAMES),
    deviations=[
        *DEVIATIONS,
        long_tail(),
        UNCHECKED_COTANGENT,
        NO_WINDOW_ON_THE_WAY_BACK,
        REFUSED_GRADIENTS,
        *TRANSPOSED_DEVIATIONS,
        Deviation(
            "valid_problems_are_accepted",
            when=lambda problem: problem.rank == 3 and problem.groups > 1,
            because="groups are refused for three spatial axes",
            witness="1x2x1x1x1 * 2x1x1x1x1 pvalid g2",
        ),
        NO_INTEGERS_IN_3D,
        Deviation(
            "valid_problems_are_accepted",
            when=lambda problem: problem.rank == 3 and not single_precision(problem) and max(problem.dilations) > 1,
            because="dilations are refused for three spatial axes, except in float32",
            witness="1x1x1x1x1 * 1x1x1x1x1 pvalid d1,1,2 float64",
        ),
    ],
)
