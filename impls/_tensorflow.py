"""What the TensorFlow rows share: channels last, as TensorFlow's CPU kernels want it, and its eager functions.

TensorFlow has no parameter for groups: they follow from the shapes.
"""

import os

import numpy as np

from . import _keras as _keras

# TensorFlow imports keras, which then takes this backend for the whole process.
os.environ["KERAS_BACKEND"] = "tensorflow"
# Every refusal is logged as well, where warnings are.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

from ._overflow import refuse_beyond_32_bits

# Keras compiles every grouped call anew, and TensorFlow warns of each.
tf.get_logger().setLevel("ERROR")

CONVOLUTIONS = {1: tf.nn.conv1d, 2: tf.nn.conv2d, 3: tf.nn.conv3d}
TRANSPOSED = {1: tf.nn.conv1d_transpose, 2: tf.nn.conv2d_transpose, 3: tf.nn.conv3d_transpose}
NAMES = {"valid": "VALID", "same_upper": "SAME"}

FLOATS, INTEGERS = {"float32", "float64"}, {"int32"}

# Claimed with Eigen alone: where a processor does AVX512-FP16, TensorFlow leaves float16 to oneDNN, which within the
# limits that `_configuration` sets has no kernel for it.
HALVES = {"float16", "bfloat16"}


def image(array):
    """[N, C, *size] as a tensor [N, *size, C]."""
    return tf.constant(np.moveaxis(array, 1, -1))


def kernel(array):
    """[O, C, *kernel] as a tensor [*kernel, C, O]."""
    return tf.constant(np.moveaxis(array, (0, 1), (-1, -2)))


def from_image(tensor):
    return np.moveaxis(tensor.numpy(), -1, 1)


def from_kernel(tensor):
    return np.moveaxis(tensor.numpy(), (-1, -2), (0, 1))


def natively(padding):
    """A padding as TensorFlow takes it: a name, or pairs for every axis of the input."""
    return NAMES[padding] if isinstance(padding, str) else ((0, 0), *padding, (0, 0))


def convolution(input, weight, stride, padding, dilation):
    function = CONVOLUTIONS[len(input.shape) - 2]
    return function(input, weight, (1, *stride, 1), natively(padding), dilations=(1, *dilation, 1))


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    output = convolution(image(input), kernel(weight), stride, padding, dilation)
    return from_image(output if bias is None else tf.nn.bias_add(output, bias))


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups, wrt):
    tensors = {"input": image(input), "weight": kernel(weight), "bias": tf.zeros(len(weight), weight.dtype)}
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([tensors[name] for name in wrt])
        output = convolution(tensors["input"], tensors["weight"], stride, padding, dilation)
        output = tf.nn.bias_add(output, tensors["bias"])
    found = tape.gradient(output, {name: tensors[name] for name in wrt}, image(cotangent))
    back = {"input": from_image, "weight": from_kernel, "bias": lambda tensor: tensor.numpy()}
    return tuple(back[name](found[name]) if name in wrt else None for name in back)


def plain_gradients(input, weight, cotangent, *, stride, padding, wrt):
    # Paddings as numbers are left to Eigen on the way back, which refuses dilations and groups there.
    return gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=(1, 1), groups=1, wrt=wrt)


def transposed_size(size, kernel, stride, dilation, padding, output_padding):
    """The size of a transposed convolution's output. Raises ValueError where it is negative, or lengths differ.

    TensorFlow aborts the process on both, as in conv2d_transpose(ones(1, 1, 1, 1), ones(1, 1, 1, 1), (1, -1, 1, 1), 1),
    and on numbers beyond 32 bits, which raise OverflowError here.
    """
    refuse_beyond_32_bits(stride=stride, dilation=dilation, output_padding=output_padding)
    axes = zip(size, kernel, stride, dilation, output_padding, strict=True)
    if padding == "same_upper":
        out = [n * s for n, _, s, _, _ in axes]
    else:
        cropped = [0] * len(size) if padding == "valid" else map(sum, padding)
        out = [(n - 1) * s + d * (k - 1) + 1 + p - c for (n, k, s, d, p), c in zip(axes, cropped, strict=True)]
    if min(out) < 0:
        raise ValueError(f"an output of size {out} is negative")
    return out


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    size = transposed_size(input.shape[2:], weight.shape[2:], stride, dilation, padding, output_padding)
    output = TRANSPOSED[input.ndim - 2](
        image(input),
        kernel(weight),
        (len(input), *size, weight.shape[1] * max(0, groups)),  # never negative: that aborts the process, too
        (1, *stride, 1),
        natively(padding),
        dilations=(1, *dilation, 1),
    )
    return from_image(output if bias is None else tf.nn.bias_add(output, bias))
