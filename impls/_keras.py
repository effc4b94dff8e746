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


def image(array):
    """[N, C, *size] with the channels last, as every backend takes it on the CPU."""
    return np.moveaxis(array, 1, -1)


def kernel(array):
    """[O, C, *kernel] as Keras has it: [*kernel, C, O]."""
    return np.moveaxis(array, (0, 1), (-1, -2))


def array_of(tensor):
    from keras import ops

    # Not ops.convert_to_numpy: on PyTorch, NumPy warns that it is deprecated.
    return np.asarray(ops.stop_gradient(tensor))


def from_image(tensor):
    return np.moveaxis(array_of(tensor), -1, 1)


def from_kernel(tensor):
    return np.moveaxis(array_of(tensor), (-1, -2), (0, 1))


def correlate(input, weight, *, stride, padding, dilation, groups):
    from keras import ops

    tensors = ops.convert_to_tensor(image(input)), ops.convert_to_tensor(kernel(weight))
    return from_image(ops.conv(*tensors, stride, NAMES[padding], "channels_last", dilation))


def transposed(input, weight, *, stride, padding, output_padding, dilation):
    from keras import ops

    tensors = ops.convert_to_tensor(image(input)), ops.convert_to_tensor(kernel(weight))
    # Without a number Keras chooses one: such that `same` gives stride elements for each of the input.
    more = None if padding == "same_upper" else output_padding
    return from_image(ops.conv_transpose(*tensors, stride, NAMES[padding], more, "channels_last", dilation))


def unchecked_output_padding(problem):
    """Whether a transposed problem has an output padding that means nothing."""
    longest = [max(pair) for pair in zip(problem.strides, problem.dilations)]
    paddings = problem.output_padding
    return len(paddings) != problem.rank or any(not 0 <= more < most for more, most in zip(paddings, longest))


UNCHECKED_OUTPUT_PADDING = Deviation(
    "invalid_transposed_problems_are_refused",
    when=unchecked_output_padding,
    because="the output padding is not looked at: too long, negative, or with an entry more than there are axes",
    witness="1x1x1x1 * 1x1x1x1 pvalid float32 seeded:9",
)
