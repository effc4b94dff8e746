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

from spec import Deviation

from ._deviations import infers_groups, lengthens_by_a_stride, refuses_vast_strides
from ._overflow import refuse_beyond_32_bits

# Keras compiles every grouped call anew, and TensorFlow warns of each.
tf.get_logger().setLevel("ERROR")

CONVOLUTIONS = {1: tf.nn.conv1d, 2: tf.nn.conv2d, 3: tf.nn.conv3d}
TRANSPOSED = {1: tf.nn.conv1d_transpose, 2: tf.nn.conv2d_transpose, 3: tf.nn.conv3d_transpose}
NAMES = {"valid": "VALID", "same_upper": "SAME"}

# Not float16, though TensorFlow has it: where a processor does AVX512-FP16 TensorFlow leaves it to oneDNN, which within
# the limits that `_configuration` sets has no kernel for it. What a row claims must not depend on the processor.
DTYPES = {"float32", "float64", "int32"}


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


def empty_batch(through_onednn):
    """What oneDNN does, which `through_onednn` says whether it computes a problem."""
    return Deviation(
        "agrees_with_the_definition",
        when=lambda problem: through_onednn(problem) and len(problem.input) == 0,
        because="an empty batch comes back in the shape of the input",
        witness="0x1x1x2 * 1x1x1x2 pvalid float32",
    )


def no_window(through_onednn):
    """The same."""
    return Deviation(
        "no_window_is_never_invented",
        when=lambda problem: through_onednn(problem) and 0 in problem.output_size,
        because="where no window fits, memory that was never written comes back, in the shape of the input",
        witness="1x1x1x1 * 1x1x1x2 pvalid float32",
    )


def always(problem):
    """Nothing narrower is known, or meant."""
    return True


def long_tail(asked=always):
    """What conv3d does, except in single precision, on problems that `asked` says it is asked for."""
    return Deviation(
        "agrees_with_the_definition",
        when=lambda problem: (
            asked(problem)
            and problem.rank == 3
            and not single_precision(problem)
            and problem.padding == "same_upper"
            and tail(problem) > 1
        ),
        because="conv3d moves its windows to the middle where they leave over two elements or more",
        witness="1x1x1x1x3 * 1x1x1x1x1 psame_upper s1,1,3 seeded:0",
    )


def tail(problem):
    """How many elements the last window leaves over, on the axis where that is most."""
    axes = zip(problem.size, problem.output_size, problem.strides, problem.extents)
    return max(size - (out - 1) * stride - extent for size, out, stride, extent in axes)


def single_precision(problem):
    """What oneDNN computes; other dtypes are left to Eigen."""
    return problem.input.dtype == "float32"


def ungrouped(problem):
    """What oneDNN computes for Keras, which leaves groups to XLA."""
    return single_precision(problem) and without_groups(problem)


def without_groups(problem):
    return problem.groups == 1


NO_INTEGERS_IN_3D = Deviation(
    "valid_problems_are_accepted",
    when=lambda problem: problem.rank == 3 and problem.input.dtype == "int32",
    because="integers are refused for three spatial axes",
    witness="1x1x1x1x1 * 1x1x1x1x1 pvalid int32",
)


def has_vast_numbers(problem):
    """Whether oneDNN computes a problem with a stride or a dilation that does not fit in 32 bits."""
    return single_precision(problem) and max(map(abs, problem.strides + problem.dilations)) >= 2**31


def wraps_a_padding(problem):
    """Whether a padding is so long that the size of the padded input does not fit in 64 bits."""
    explicit = not isinstance(problem.padding, str)
    return explicit and any(size + sum(pair) >= 2**63 for size, pair in zip(problem.size, problem.padding))


DEVIATIONS = [
    refuses_vast_strides(witness="1x1x1x1 * 1x1x1x1 s2,1 pvalid float64 ramp"),
    Deviation(
        "invalid_problems_are_refused",
        when=has_vast_numbers,
        because="a stride or a dilation beyond 32 bits ends the process, where oneDNN computes",
        witness="1x1x1x1 * 1x1x1x1 s1,-4611686018427387904 pvalid float32",
    ),
    Deviation(
        "invalid_problems_are_refused",
        when=wraps_a_padding,
        because="the size of the padded input is counted in 64 bits, and one beyond is taken for none",
        witness="1x1x2x2 * 1x1x1x1 p9223372036854775807-9223372036854775807,9223372036854775807-9223372036854775807",
    ),
    empty_batch(single_precision),
    no_window(single_precision),
    Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: (
            single_precision(problem)
            and len(problem.input) == 0
            and problem.bias is not None
            and len(problem.bias) == problem.input.shape[1]
        ),
        because="where the batch is empty, a bias that fits the input is taken, since the output has its shape",
        witness="0x2x1x1 * 1x2x1x1 pvalid b2 float32",
    ),
    Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: (
            not single_precision(problem)
            and len(problem.input) == 0
            and (0 in problem.kernel or len(problem.weight) % max(1, problem.groups) > 0)
        ),
        because="where the batch is empty, a kernel without taps and unequal groups go unnoticed",
        witness="0x1x1x1 * 1x1x1x0 pvalid",
    ),
    infers_groups(witness="1x1x1x1 * 1x1x1x1 pvalid g2"),
]


def beyond_eigen(problem):
    """Whether there are dilations or groups in a type that Eigen computes, which cannot go back from them."""
    return not single_precision(problem) and (max(problem.dilations) > 1 or problem.groups > 1)


def without_elements(problem):
    """Whether the output of a transposed problem has no elements, if its numbers are taken as they are."""
    axes = zip(problem.size, problem.kernel, problem.strides, problem.dilations, problem.output_padding)
    empty = any((n - 1) * s + d * (k - 1) + 1 + more < 1 for n, k, s, d, more in axes)
    return empty or len(problem.input) == 0 or problem.groups < 1


UNCHECKED_COTANGENT = Deviation(
    "a_cotangent_of_another_shape_is_refused",
    when=always,
    because="the shape of a cotangent is not always looked at, and rubbish comes back",
    witness="1x1x1x1 * 1x1x1x1 pvalid float32",
)

NO_WINDOW_ON_THE_WAY_BACK = Deviation(
    "no_window_has_zero_gradients",
    when=always,
    because="memory that was never written comes back in float32, and in float64 the process ends",
    witness="1x1x2x3 * 1x1x3x3 s3,3 pvalid float64",
)

REFUSED_GRADIENTS = Deviation(
    "gradients_agree_with_the_definition",
    when=beyond_eigen,
    because="the gradients of dilations and groups are refused, except in float32",
    witness="1x2x1x1 * 2x1x1x1 pvalid g2 float64",
)

LONGER_BY_A_STRIDE = Deviation(
    "transposed_agrees_with_the_definition",
    when=lengthens_by_a_stride,
    because="an output longer by a stride is refused, since a correlation would have another window there",
    witness="1x1x1 * 1x1x1 pvalid d2 float32 ramp",
)

UNCHECKED_TRANSPOSED = [
    Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: 0 in problem.kernel or (single_precision(problem) and without_elements(problem)),
        because="where the output or the kernel has no elements, nothing else is looked at",
        witness="1x1x1x1 * 1x1x1x1 pvalid float32 impulse",
    ),
    Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: min(problem.output_padding) < 0,
        because="a negative output padding crops an output in which a kernel is shorter than its stride",
        witness="1x1x1 * 1x1x1 s4 pvalid float32 seeded:35",
    ),
]

TRANSPOSED_DEVIATIONS = [
    Deviation(
        "transposed_agrees_with_the_definition",
        when=beyond_eigen,
        because="dilations and groups are refused, except in float32",
        witness="1x2x1x1 * 2x1x1x1 pvalid g2 float64",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: problem.rank == 3 and problem.groups > 1,
        because="groups are refused for three spatial axes",
        witness="1x2x1x1x1 * 2x1x1x1x1 pvalid g2 float32",
    ),
    LONGER_BY_A_STRIDE,
    *UNCHECKED_TRANSPOSED,
]

REFUSED_DILATIONS = Deviation(
    "transposed_agrees_with_the_definition",
    when=beyond_eigen,
    because="dilations are refused, except in float32",
    witness="1x1x1x1 * 1x1x1x1 pvalid d2,1 float64",
)
