"""What the TensorFlow rows, and those of Keras on TensorFlow, are known to do differently.

Of two libraries that compute for TensorFlow, oneDNN takes float32, where it is switched on (`_onednn`), and Eigen the
rest: other dtypes, or everything (`_eigen`). So what Eigen does is known of all rows.
"""

import os

from spec import Deviation

from ._deviations import infers_groups, lengthens_by_a_stride, refuses_vast_strides

ONEDNN_IS_ON = os.environ["TF_ENABLE_ONEDNN_OPTS"] == "1"


def by_onednn(problem):
    return ONEDNN_IS_ON and problem.input.dtype == "float32"


def by_eigen(problem):
    return not by_onednn(problem)


def always(problem):
    return True


def ungrouped(problem):
    """What Keras leaves to TensorFlow's own convolutions; groups it leaves to XLA."""
    return problem.groups == 1


def wraps_a_padding(problem):
    """Whether a padding is so long that the size of the padded input does not fit in 64 bits."""
    explicit = not isinstance(problem.padding, str)
    return explicit and any(size + sum(pair) >= 2**63 for size, pair in zip(problem.size, problem.padding))


def within_two_strides(problem):
    """Whether less than two strides are missing, on any axis, until a window fits.

    TensorFlow finds an output without elements there, since it divides size − extent + stride by the stride, towards
    zero. It refuses a negative one.
    """
    axes = zip(problem.size, problem.pairs, problem.strides, problem.extents)
    return all(size + sum(pair) + 2 * stride > extent for size, pair, stride, extent in axes)


WRAPPED_PADDING = Deviation(
    "invalid_problems_are_refused",
    when=wraps_a_padding,
    because="the size of the padded input is counted in 64 bits, and one beyond is taken for none",
    witness="1x1x2x2 * 1x1x1x1 p9223372036854775807-9223372036854775807,9223372036854775807-9223372036854775807",
)

CONV2D = [
    refuses_vast_strides(witness="1x1x1x1 * 1x1x1x1 s2,1 pvalid float64 ramp axis=0 stride=2147483648"),
    Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: (
            by_eigen(problem)
            and len(problem.input) == 0
            and (0 in problem.kernel or len(problem.weight) % max(1, problem.groups) > 0)
        ),
        because="where the batch is empty, a kernel without taps and unequal groups go unnoticed by Eigen",
        witness="0x1x1x1 * 1x1x1x0 pvalid",
    ),
    infers_groups(witness="1x1x1x1 * 1x1x1x1 pvalid g2"),
    Deviation(
        "no_window_has_zero_gradients",
        when=within_two_strides,
        because="where a window is missing by little, the process ends, or memory that was never written comes back",
        witness="1x1x2x3 * 1x1x3x3 s3,3 pvalid float64",
    ),
]


def tail(problem):
    """How many elements the last window leaves over, on the axis where that is most."""
    axes = zip(problem.size, problem.output_size, problem.strides, problem.extents)
    return max(size - (out - 1) * stride - extent for size, out, stride, extent in axes)


def long_tail(asked=always):
    """What Eigen does, on problems that `asked` says it is asked for."""
    return Deviation(
        "agrees_with_the_definition",
        when=lambda problem: (
            asked(problem)
            and by_eigen(problem)
            and problem.rank == 3
            and problem.padding == "same_upper"
            and tail(problem) > 1
        ),
        because="on three axes, where Eigen's windows leave over two elements or more, they move to the middle",
        witness="1x1x1x1x3 * 1x1x1x1x1 psame_upper s1,1,3 seeded:0",
    )


def beyond_eigen(problem):
    """Whether there are dilations or groups, and Eigen cannot go back from them."""
    return by_eigen(problem) and (max(problem.dilations) > 1 or problem.groups > 1)


NO_INTEGERS_IN_3D = Deviation(
    "valid_problems_are_accepted",
    when=lambda problem: problem.rank == 3 and problem.input.dtype == "int32",
    because="integers are refused for three spatial axes",
    witness="1x1x1x1x1 * 1x1x1x1x1 pvalid int32",
)

NO_TAPS_TRANSPOSED = Deviation(
    "invalid_transposed_problems_are_refused",
    when=lambda problem: 0 in problem.kernel,
    because="a kernel without taps gives zeros",
    witness="1x1x2 * 1x1x1 pvalid float32 seeded:3",
)

REFUSED_DILATIONS = Deviation(
    "transposed_agrees_with_the_definition",
    when=beyond_eigen,
    because="dilations are refused by Eigen",
    witness="1x1x1x1 * 1x1x1x1 pvalid d2,1 float64",
)

CONV = [
    *CONV2D,
    long_tail(),
    Deviation(
        "valid_problems_are_accepted",
        when=lambda problem: problem.rank == 3 and problem.groups > 1,
        because="groups are refused for three spatial axes",
        witness="1x2x1x1x1 * 2x1x1x1x1 pvalid g2",
    ),
    NO_INTEGERS_IN_3D,
    Deviation(
        "valid_problems_are_accepted",
        when=lambda problem: by_eigen(problem) and problem.rank == 3 and max(problem.dilations) > 1,
        because="dilations are refused by Eigen for three spatial axes",
        witness="1x1x1x1x1 * 1x1x1x1x1 pvalid d1,1,2 float64",
    ),
    Deviation(
        "gradients_agree_with_the_definition",
        when=beyond_eigen,
        because="the gradients of dilations and groups are refused by Eigen",
        witness="1x2x1x1 * 2x1x1x1 pvalid g2 float64",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=beyond_eigen,
        because="dilations and groups are refused by Eigen",
        witness="1x2x1x1 * 2x1x1x1 pvalid g2 float64",
    ),
    Deviation(
        "a_cotangent_of_another_shape_is_refused",
        when=lambda problem: problem.rank == 1,
        because="conv1d reshapes the cotangent, and takes any with as many elements as the output has",
        witness="1x1x1 * 2x1x1 pvalid float64 change=joined",
    ),
    NO_TAPS_TRANSPOSED,
]


def has_vast_numbers(problem):
    """Whether oneDNN computes a problem with a stride or a dilation that does not fit in 32 bits."""
    return by_onednn(problem) and max(map(abs, problem.strides + problem.dilations)) >= 2**31


def without_elements(problem):
    """Whether the output of a transposed problem has no elements, if its numbers are taken as they are."""
    axes = zip(problem.size, problem.kernel, problem.strides, problem.dilations, problem.output_padding)
    empty = any((n - 1) * s + d * (k - 1) + 1 + more < 1 for n, k, s, d, more in axes)
    return empty or len(problem.input) == 0 or problem.groups < 1


def empty_batch(asked=always):
    """What oneDNN does, on problems that `asked` says it is asked for."""
    return Deviation(
        "agrees_with_the_definition",
        when=lambda problem: asked(problem) and by_onednn(problem) and len(problem.input) == 0,
        because="an empty batch comes back in the shape of the input",
        witness="0x1x1x2 * 1x1x1x2 pvalid float32",
    )


def no_window(asked=always):
    """The same."""
    return Deviation(
        "no_window_is_never_invented",
        when=lambda problem: asked(problem) and by_onednn(problem) and 0 in problem.output_size,
        because="where no window fits, memory that was never written comes back, in the shape of the input",
        witness="1x1x1x1 * 1x1x1x2 pvalid float32",
    )


ONEDNN_CONV2D = [
    Deviation(
        "invalid_problems_are_refused",
        when=has_vast_numbers,
        because="a stride or a dilation beyond 32 bits ends the process, where oneDNN computes",
        witness="1x1x1x1 * 1x1x1x1 s1,-4611686018427387904 pvalid float32",
    ),
    empty_batch(),
    no_window(),
    Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: (
            by_onednn(problem)
            and len(problem.input) == 0
            and problem.bias is not None
            and len(problem.bias) == problem.input.shape[1]
        ),
        because="where the batch is empty, a bias that fits the input is taken, since the output has its shape",
        witness="0x2x1x1 * 1x2x1x1 pvalid b2 float32",
    ),
    Deviation(
        "a_cotangent_of_another_shape_is_refused",
        when=lambda problem: by_onednn(problem) and problem.rank > 1 and min(problem.output_shape) < 2,
        because="where the batch is empty, or the cotangent has no elements, the cotangent's shape is not looked at",
        witness="1x1x1x1 * 1x1x1x1 pvalid float32 change=shorter",
    ),
]

ONEDNN_TRANSPOSED = [
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: by_onednn(problem) and lengthens_by_a_stride(problem),
        because="an output longer by a stride is refused, since a correlation would have another window there",
        witness="1x1x1 * 1x1x1 pvalid d2 float32 ramp output_padding=1",
    ),
    Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: by_onednn(problem) and without_elements(problem),
        because="where the output has no elements, nothing else is looked at",
        witness="0x1x1 * 1x1x1 pvalid float32 kind=stride",
    ),
    Deviation(
        "invalid_transposed_problems_are_refused",
        when=lambda problem: by_onednn(problem) and min(problem.output_padding) < 0,
        because="a negative output padding crops an output in which a kernel is shorter than its stride",
        witness="1x1x1 * 1x1x1 s4 pvalid float32 seeded:35 kind=negative_output_padding",
    ),
]

ONEDNN_CONV = [
    *ONEDNN_CONV2D,
    Deviation(
        "no_window_has_zero_gradients",
        when=has_vast_numbers,
        because="a dilation beyond 32 bits ends the process, where oneDNN computes",
        witness="1x1x1 * 1x1x2 pvalid d2147483648 float32",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lambda problem: by_onednn(problem) and problem.rank == 3 and problem.groups > 1,
        because="groups are refused for three spatial axes",
        witness="1x2x1x1x1 * 2x1x1x1x1 pvalid g2 float32",
    ),
    *ONEDNN_TRANSPOSED,
]
