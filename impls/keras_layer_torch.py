"""keras.layers.Conv1D, Conv2D and Conv3D, on PyTorch and the CPU."""

from spec import Deviation, Implementation

from . import _onednn as _onednn
from ._keras import NAMES, use
from ._keras_layer import DEVIATIONS, correlate, train, transposed

use("torch")


def one_filter(problem):
    """Whether PyTorch's slow_conv2d is given Keras's view of a kernel with one filter, whose axis has a stride of one.

    conv2d(ones(1, 1, 2, 2).permute(0, 3, 1, 2), ones(1, 2, 2, 1).permute(3, 2, 0, 1)) cannot be differentiated either.
    """
    return (
        problem.rank == 2
        and len(problem.weight) == 1 < problem.weight.shape[1]
        and max(problem.kernel) > 1
        and (problem.input.dtype == "float64" or len(problem.input) < 2)
    )


def refused_training(law):
    return Deviation(
        law,
        when=one_filter,
        because="the gradient of one filter with several channels is refused, for the stride of its first axis",
        witness="1x2x1x2 * 1x2x1x2 float32",
    )


IMPLEMENTATION = Implementation(
    "keras_layer_torch",
    correlate,
    transposed=transposed,
    train=train,
    paddings=set(NAMES),
    deviations=[
        *DEVIATIONS,
        refused_training("training_is_gradient_descent"),
        refused_training("training_continues_where_it_left_off"),
        refused_training("a_perfect_kernel_has_nothing_to_learn"),
        refused_training("training_leaves_its_arguments_alone"),
    ],
)
