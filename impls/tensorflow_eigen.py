"""tf.nn.conv1d, conv2d and conv3d, executed eagerly on the CPU: by Eigen."""

from spec import Implementation, Operation

from . import _eigen as _eigen
from ._tensorflow import FLOATS, HALVES, INTEGERS, NAMES, correlate, gradients, transposed
from ._tensorflow_deviations import CONV

IMPLEMENTATION = Implementation(
    "tensorflow_eigen",
    correlate,
    gradients=gradients,
    transposed=Operation(transposed, dtypes=FLOATS | HALVES),
    dtypes=FLOATS | HALVES | INTEGERS,
    paddings=set(NAMES),
    deviations=CONV,
)
