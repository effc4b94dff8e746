"""What the Keras rows share: keras with one backend for the whole process, and its two operations.

Keras takes its backend from the environment when it is imported. `use` sees to that, so the functions below import
keras themselves.
"""

import atexit
import os
import sys
import tempfile

import numpy as np

from spec import Deviation

from ._deviations import lengthens_too_much, refuses_vast_strides
from ._overflow import refuse_beyond_32_bits

# Keras writes a configuration file into the home directory, unless it has another one.
HOME = tempfile.TemporaryDirectory()
atexit.register(HOME.cleanup)
os.environ.setdefault("KERAS_HOME", HOME.name)

NAMES = {"valid": "valid", "same_upper": "same"}


def use(backend):
    """Imports keras with this backend. Raises ImportError where it was imported with another one before."""
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = backend
    import keras

    if keras.backend.backend() != backend:
        raise ImportError(
            f"keras runs on {keras.backend.backend()} in this process, and cannot change that; "
            f"use the rows of Keras on {backend} in a process of their own"
        )


def data_format():
    """Channels last, Keras's default, where the backend can be trusted with it.

    PyTorch reads a kernel that Keras made channels last wrongly, or beyond its end, where one of its axes has a single
    element: such an axis may have any stride, and `contiguous` leaves it as it is. Witnesses, of weights as NumPy has
    them: 1x4x1x2 * 2x2x1x2 same_upper groups=2, and 2x1x1x4x3 * 1x1x1x4x2 same_upper stride=(1, 1, 3), in float32.
    """
    import keras

    return "channels_first" if keras.backend.backend() == "torch" else "channels_last"


def image(array):
    """[N, C, *size] as the backend is to have it."""
    return array if data_format() == "channels_first" else np.moveaxis(array, 1, -1)


def kernel(array):
    """[O, C, *kernel] as Keras has it: [*kernel, C, O]."""
    if data_format() == "channels_first":
        # For the same reason: as PyTorch likes it best, once Keras has moved the axes back.
        array = np.ascontiguousarray(array)
    return np.moveaxis(array, (0, 1), (-1, -2))


def array_of(tensor):
    import keras
    from keras import ops

    tensor = ops.stop_gradient(tensor)
    if keras.backend.backend() == "torch":
        from ._torch import array

        return array(tensor)
    # Not ops.convert_to_numpy: NumPy warns that it is deprecated.
    return np.asarray(tensor)


def from_image(tensor):
    array = array_of(tensor)
    return array if data_format() == "channels_first" else np.moveaxis(array, -1, 1)


def from_kernel(tensor):
    return np.moveaxis(array_of(tensor), (-1, -2), (0, 1))


def refuse_what_aborts(stride, dilation):
    # TensorFlow aborts the process, and so does XLA, as in ops.conv(ones(1, 5, 1), ones(5, 1, 1), dilation_rate=2**62).
    refuse_beyond_32_bits(stride=stride, dilation=dilation)


def correlate(input, weight, *, stride, padding, dilation, groups):
    from keras import ops

    refuse_what_aborts(stride, dilation)
    tensors = ops.convert_to_tensor(image(input)), ops.convert_to_tensor(kernel(weight))
    return from_image(ops.conv(*tensors, stride, NAMES[padding], data_format(), dilation))


def transposed(input, weight, *, stride, padding, output_padding, dilation):
    from keras import ops

    refuse_what_aborts(stride, dilation)
    tensors = ops.convert_to_tensor(image(input)), ops.convert_to_tensor(kernel(weight))
    # Without a number Keras chooses one: such that `same` gives stride elements for each of the input.
    more = None if padding == "same_upper" else output_padding
    return from_image(ops.conv_transpose(*tensors, stride, NAMES[padding], more, data_format(), dilation))


def has_strides_and_dilations(problem):
    return max(problem.strides) > 1 and max(problem.dilations) > 1


REFUSED_TOGETHER = Deviation(
    "valid_problems_are_accepted",
    when=has_strides_and_dilations,
    because="strides and dilations are refused together",
    witness="1x1x1x1 * 1x1x1x1 pvalid s2,1 d1,2",
)


REFUSED_VAST_STRIDES = refuses_vast_strides(
    witness="1x1x1x1 * 1x1x1x1 s2,1 pvalid float32 ramp axis=0 stride=2147483648"
)


def unchecked_output_padding(problem):
    """Whether a transposed problem has an output padding that means nothing."""
    paddings = problem.output_padding
    return len(paddings) != problem.rank or min(paddings) < 0 or lengthens_too_much(problem)


UNCHECKED_OUTPUT_PADDING = Deviation(
    "invalid_transposed_problems_are_refused",
    when=unchecked_output_padding,
    because="the output padding is not looked at: too long, negative, or with an entry more than there are axes",
    witness="1x1x1x1 * 1x1x1x1 pvalid float32 seeded:9 kind=long_output_padding",
)
