"""tf.nn.conv1d, conv2d and conv3d, executed eagerly on the CPU: float32 by oneDNN, the rest by Eigen."""

from spec import Implementation, Operation

from . import _onednn as _onednn
from ._tensorflow import FLOATS, INTEGERS, NAMES, correlate, gradients, transposed
from ._tensorflow_deviations import CONV, ONEDNN_CONV

IMPLEMENTATION = Implementation(
    "tensorflow",
    correlate,
    gradients=gradients,
    transposed=Operation(transposed, dtypes=FLOATS),
    dtypes=FLOATS | INTEGERS,
    paddings=set(NAMES),
    deviations=[*CONV, *ONEDNN_CONV],
)
