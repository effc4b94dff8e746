"""The textbook's section on convolutional layers, claim by claim, in its order.

The specification grew out of a section of *Dive into Deep Learning*, "Convolutional Layers for Images". Here every
claim of that section, and every exercise, has one sentence in our words, a verdict, and what decides it: laws, worked
examples or mutants. The function below a claim returns both sides of the smallest witness that we know.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from .. import definition
from ..definition.problem import Problem
from ..laws.examples import DETECTOR, RAMP, SQUARE, TWO_EDGES
from ..laws.law import Equation
from ..laws.theory.descent import LeastSquares, descent, flat
from ..laws.theory.matrices import im2col, toeplitz
from .claim import FAILS, HOLDS, claim

Array = np.ndarray[Any, Any]


def _corr(image: Any, kernel: Any) -> Array:
    """The textbook's corr2d: one image, one kernel."""
    output: Array = definition.correlate(_plain(image, kernel))[0, 0]
    return output


def _plain(image: Any, kernel: Any) -> Problem:
    dtype = np.result_type(np.array(image), np.array(kernel))
    return Problem(np.array([[image]], dtype), np.array([[kernel]], dtype))


def _experiment(start: Any = ((0.0, 0.0),), image: Any = TWO_EDGES) -> tuple[LeastSquares, Array]:
    """The layer of the textbook's experiment, and the weight that it starts from."""
    x, w = np.array([[image]], np.float64), np.array([[start]], np.float64)
    y = definition.correlate(Problem(x, np.array([[DETECTOR]], np.float64)))
    return LeastSquares.of(x, y, w), flat(w)


OPERATION = "The cross-correlation operation"


@claim(OPERATION, HOLDS, "agrees_with_the_definition", "turns_the_kernel_round")
def layers_correlate() -> Equation:
    """What is called a convolutional layer computes a cross-correlation: the kernel is not flipped.

    The smallest kernel that tells the two apart has two taps. Under [0, 1] a correlation sees the second element of
    every window, a convolution the first.
    """
    return Equation((_corr([[1, 2]], [[0, 1]]), _corr([[1, 2]], [[1, 0]])), (np.array([[2]]), np.array([[1]])))


@claim(OPERATION, HOLDS, "a 2×2 kernel on a 3×3 image", "reproduces_the_worked_examples")
def slide_multiply_and_sum() -> Equation:
    """Sliding a 2×2 kernel over a 3×3 image, multiplying and summing, gives 19, 25, 37 and 43."""
    return Equation(_corr(RAMP, SQUARE), np.array([[19, 25], [37, 43]]))


@claim(OPERATION, "holds when the kernel fits", "output_shape_follows_the_formula", "no_window_is_never_invented")
def the_output_has_size_minus_kernel_plus_one() -> Equation:
    """The output has (n_h − k_h + 1) × (n_w − k_w + 1) elements.

    So it is, with a stride and a dilation of one and without padding, while the kernel is no longer than the image. A
    kernel that is longer by two would have −1 outputs; it has none.
    """
    fits, too_long = _corr(np.ones((3, 4)), np.ones((2, 2))), _corr([[1]], [[1, 1, 1]])
    return Equation((np.array(fits.shape), np.array(too_long.shape)), (np.array([2, 3]), np.array([1, 0])))


LAYER = "The convolutional layer"


@claim(LAYER, "holds when there is one filter", "bias_is_added_per_filter", "two filters, each with its own bias")
def a_layer_adds_a_scalar() -> Equation:
    """A layer correlates and then adds a scalar bias.

    One scalar for each filter: with two filters there are two, and no single one does.
    """
    x, w = np.zeros((1, 1, 1)), np.zeros((2, 1, 1))
    return Equation(definition.correlate(Problem(x, w, np.array([1.0, 2.0]))), np.array([[[1.0], [2.0]]]))


@claim(LAYER, HOLDS, "gradients_agree_with_the_definition", "the_bias_gradient_sums_the_cotangent")
def kernel_and_bias_are_the_parameters() -> Equation:
    """The kernel and the bias are the layer's parameters, and both can be trained.

    Each gets a gradient of its own shape. On a single window the kernel's is the window and the bias's is one.
    """
    _, d_weight, d_bias = definition.gradients(_plain([[3, 4]], [[1, 1]]), np.ones((1, 1, 1, 1), int))
    return Equation((d_weight[0, 0], d_bias), (np.array([[3, 4]]), np.array([1])))


EDGES = "Edge detection"


@claim(EDGES, HOLDS, "a detector of vertical edges")
def edges_come_out_as_one_and_minus_one() -> Equation:
    """On white, black and white columns, [1, −1] gives 1 from white to black, −1 back to white, and 0 elsewhere."""
    return Equation(_corr(TWO_EDGES[:1], DETECTOR), np.array([[0, 1, 0, 0, 0, -1, 0]]))


@claim(EDGES, HOLDS, "agrees_with_the_definition", "transposing_both_transposes_the_output")
def horizontal_neighbours_are_subtracted() -> Equation:
    """The kernel [1, −1] takes the difference between horizontally adjacent pixels, x[i, j] − x[i, j + 1].

    It is the second index, the column, that moves. Where a text writes x[i, j] − x[i + 1, j], that is the kernel with
    its two numbers one below the other.
    """
    image = np.array([[1, 10], [100, 1000]])
    across, down = _corr(image, [[1, -1]]), _corr(image, [[1], [-1]])
    return Equation((across, down), (image[:, :1] - image[:, 1:], image[:1] - image[1:]))


@claim(
    EDGES,
    "holds when the other edges are horizontal",
    "the same detector on a diagonal edge marks every row once",
    "the same detector sees no horizontal edge",
)
def only_vertical_edges_are_detected() -> Equation:
    """The kernel [1, −1] detects vertical edges and no others.

    It is blind to horizontal edges only. A diagonal one is detected in every row that it crosses.
    """
    horizontal, diagonal = _corr([[1, 1], [0, 0]], DETECTOR), _corr([[1, 0], [1, 1]], DETECTOR)
    return Equation((horizontal, diagonal), (np.array([[0], [0]]), np.array([[1], [0]])))


@claim(EDGES, HOLDS, "the same detector sees no horizontal edge")
def the_transposed_image_gives_zeros() -> Equation:
    """On the transposed image the same kernel gives nothing but zeros."""
    return Equation(_corr(np.transpose(TWO_EDGES), DETECTOR), np.zeros((8, 5)))


LEARNING = "Learning a kernel"


@claim(LEARNING, "holds when the image tells kernels apart", "the_edge_kernel_is_learned", "linear_in_the_weight")
def a_kernel_can_be_learned() -> Equation:
    """The kernel can be learned from an input and the output that is wanted.

    It is the solution of the normal equations AᵀA·w = Aᵀy, A = im2col(x), if there is only one. For the textbook's
    image AᵀA is [[18, 12], [12, 18]], which has an inverse. On an image of one grey all kernels with the same sum give
    the same output, and none of them can be told from the others: [0, 0] has no loss there, and stays.
    """
    (layer, _), (grey, zeros) = _experiment(), _experiment(image=[[1, 1, 1]])
    normal = layer.columns.T @ layer.columns
    return Equation((normal, grey.step(zeros, 0.03)), (np.array([[18, 12], [12, 18]]), zeros))


@claim(LEARNING, "holds when the rate is below 1/30", "the_edge_kernel_is_learned", "training_is_gradient_descent")
def the_loss_goes_down() -> Equation:
    """Ten steps of gradient descent at a rate of 0.03 bring the loss down.

    A step multiplies the error along an eigenvector of AᵀA by 1 − 2·η·λ. The larger eigenvalue is 30, so a rate of 0.03
    multiplies by −0.8, and one above 1/30 makes the error grow: the textbook's rate is near the limit. From [1, 0], at
    0.034, the loss has grown after ten steps.
    """
    layer, start = _experiment(((1.0, 0.0),))
    losses = [descent(layer, start, rate, 11).losses for rate in (0.03, 0.034)]
    return Equation(np.array([bool(run[10] < run[0]) for run in losses]), np.array([True, False]))


@claim(LEARNING, HOLDS, "the_edge_kernel_is_learned")
def the_learned_kernel_is_close() -> Equation:
    """After ten steps the kernel is close to [1, −1].

    From [0, 0] it is 0.98847·[1, −1]: that start differs from [1, −1] only along the eigenvector [1, −1], whose
    eigenvalue is 6, and 1 − 0.64¹⁰ is 0.98847. From elsewhere the distance along [1, 1] remains too, multiplied by
    0.8¹⁰ = 0.107.
    """
    learned = descent(*_experiment(), 0.03, 10).weight
    return Equation(learned, (1 - 0.64**10) * np.array([[1.0], [-1.0]]), within=1e-12)


@claim(LEARNING, FAILS, "the_edge_kernel_is_learned", "a_perfect_kernel_has_nothing_to_learn")
def the_learned_kernel_is_exactly_the_designed_one() -> Equation:
    """What is learned is exactly the kernel that was designed by hand.

    The error is multiplied in every step and never zero. From [0, 0], a hundredth is left after ten steps and a
    millionth after 31.
    """
    runs = [descent(*_experiment(), 0.03, steps).weight[0, 0] for steps in (10, 30, 31)]
    left = [bool(1 - first < bound) for first, bound in zip(runs, (0.0116, 1e-6, 1e-6), strict=True)]
    return Equation(np.array(left), np.array([True, False, True]))


@claim(LEARNING, HOLDS, "training_is_gradient_descent", "training_continues_where_it_left_off")
def four_systems_take_the_same_steps() -> Equation:
    """MXNet, PyTorch, TensorFlow and JAX learn the kernel by the same steps.

    Each differentiates a sum of squares, whether it is summed in the program or by the backward pass, and takes the
    gradient times the rate from the weight. Their rows satisfy the laws of learning to the last bit, on integers. As
    printed, the program for JAX calls jax.tree_map, which is jax.tree.map by now.
    """
    layer, start = _experiment()
    by_hand = start - 0.03 * 2 * layer.columns.T @ (layer.columns @ start - layer.target)
    return Equation(layer.step(start, 0.03), by_hand, within=1e-15)


CONVOLUTION = "Cross-correlation and convolution"


@claim(
    CONVOLUTION,
    HOLDS,
    "convolution_is_correlation_with_the_kernel_reversed",
    "flips_only_the_last_axis_to_convolve",
)
def convolution_flips_both_ways() -> Equation:
    """A convolution is a correlation with a kernel that is flipped horizontally and vertically.

    Along every spatial axis, and along no other.
    """
    return Equation(definition.convolve(_plain(RAMP, SQUARE))[0, 0], _corr(RAMP, [[3, 2], [1, 0]]))


@claim(
    CONVOLUTION,
    "holds when a kernel stays with the operation that it was learned for",
    "convolution_is_correlation_with_the_kernel_reversed",
    "reversing_both_reverses_the_output",
)
def the_difference_does_not_matter() -> Equation:
    """For a kernel that is learned the difference does not matter.

    Learning would find the flipped kernel, and the outputs would be the same. A kernel that is moved to a program which
    convolves has to be flipped: left as it is, the detector of edges gives every edge the other sign.
    """
    moved = definition.convolve(_plain(TWO_EDGES, DETECTOR))[0, 0]
    return Equation(moved, -_corr(TWO_EDGES, DETECTOR))


FIELDS = "Feature maps and receptive fields"


@claim(FIELDS, HOLDS, "filters_stack", "shifting_the_input_shifts_the_output")
def an_output_is_a_feature_map() -> Equation:
    """The output of a filter is a map of where in the image its feature is.

    A name, and a justified one: the output has the axes of the image, and moves with it.
    """
    return Equation(_corr([[0, 0, 1, 0]], DETECTOR), np.array([[0, -1, 1]]))


@claim(FIELDS, HOLDS, "an_output_depends_only_on_its_window", "toeplitz_columns_are_impulse_responses")
def a_receptive_field_is_what_affects_an_output() -> Equation:
    """The receptive field of an output is all the elements that affect it.

    For one layer that is its window. Its elements can be read off a row of the Toeplitz matrix.
    """
    (first_row, *_) = toeplitz(_plain([[5, 6, 7]], [[1, 1]]))
    return Equation(first_row, np.array([1, 1, 0]))


@claim(FIELDS, "holds when a kernel has two taps or more", "a_receptive_field_is_what_the_formula_says")
def receptive_fields_grow_with_depth() -> Equation:
    """The receptive field grows with every layer on top.

    By (kernel − 1)·dilation times the strides below. Layers of 1×1 kernels, of which networks have many, add nothing.
    """
    two_layers = _corr(_corr([[1, 10, 100]], [[1, 1]]), [[1, 1]])
    pointwise = _corr(_corr([[1, 10, 100]], [[1]]), [[1]])[:, :1]
    return Equation((two_layers, pointwise), (np.array([[121]]), np.array([[1]])))


@claim(FIELDS, "not decided here", "an_output_depends_only_on_its_window")
def locality_makes_it_fast() -> Equation:
    """Locality makes the operation efficient on hardware, and resembles biological vision.

    How fast a machine is, or how an eye works, no law can say. What can be said is that an output costs as many
    products as its window has elements, whatever the size of the image.
    """
    wide, narrow = (_plain(np.ones((1, n)), [[1, 1]]).terms for n in (1000, 2))
    return Equation(np.array(wide), np.array(narrow))


EXERCISES = "Exercises"


@claim(EXERCISES, HOLDS, "the same detector on a diagonal edge marks every row once")
def exercise_1_diagonal_edges() -> Equation:
    """1. On an image with a diagonal edge, [1, −1] finds the edge in every row, one column further on each time."""
    return Equation(_corr(np.tri(4, dtype=int), DETECTOR), np.eye(4, 3, dtype=int))


@claim(EXERCISES, HOLDS, "transposing_both_transposes_the_output", "the same detector sees no horizontal edge")
def exercise_1_transposing() -> Equation:
    """1. Transposing the image, or the kernel, hides the edges; transposing both transposes the output."""
    image, kernel = np.array(TWO_EDGES), np.array(DETECTOR)
    answers = _corr(image.T, kernel), _corr(image, kernel.T), _corr(image.T, kernel.T)
    return Equation(answers, (np.zeros((8, 5)), np.zeros((5, 8)), _corr(image, kernel).T))


@claim(EXERCISES, HOLDS, "agrees_with_the_definition", "linear_in_the_weight")
def exercise_2_a_direction() -> Equation:
    """2. A detector of edges in a given direction is a difference across that direction.

    [[1, 0], [0, −1]] compares diagonal neighbours: it is silent where the image does not change along the main
    diagonal, and answers where it does.
    """
    along, across = np.tri(3, dtype=int), np.fliplr(np.tri(3, dtype=int))
    kernel = [[1, 0], [0, -1]]
    silent, loud = _corr(along, kernel), _corr(across, kernel)
    return Equation((silent, np.array(bool(loud.any()))), (np.zeros((2, 2)), np.array(True)))


@claim(EXERCISES, HOLDS, "a second difference", "convolution_multiplies_polynomials")
def exercise_2_derivatives() -> Equation:
    """2. A second derivative needs three taps, [1, −2, 1], and a derivative of order d needs d + 1.

    It must be blind to 1, i, …, i to the power of d − 1, and d taps that are blind to all of these are zero: the matrix
    of the conditions, Vandermonde's, has rank d. With one tap more there is one solution, the difference of
    differences.
    """
    orders = range(1, 6)
    ranks = [np.linalg.matrix_rank(np.vander(np.arange(d), d, increasing=True)) for d in orders]
    second = _corr(np.arange(5)[None] ** 2, [[1, -2, 1]])
    return Equation((np.array(ranks), second), (np.array(orders), np.full((1, 3), 2)))


@claim(EXERCISES, HOLDS, "the_full_output_sums_to_the_product_of_sums", "separable_kernels_factor")
def exercise_2_a_blur() -> Equation:
    """2. A blur is a kernel of equal weights that sum to one: each output is the mean of its window.

    Summing to one, it keeps the brightness; being a product of a row and a column, it can be applied one axis at a
    time.
    """
    return Equation(9 * _corr(RAMP, np.full((3, 3), 1 / 9)), np.array([[np.sum(RAMP)]]), within=1e-12)


@claim(EXERCISES, HOLDS, "gradients_agree_with_the_definition", "gradients_are_adjoint")
def exercise_3_gradients() -> Equation:
    """3. The gradients of a layer that was written by hand are correlations too.

    The kernel's is the correlation of the input with what the output is given; the input's is a full correlation of
    that with the reversed kernel. A framework finds them by itself if the layer is made of operations that it records:
    loops that assign to the elements of an array are not, in TensorFlow and JAX.
    """
    cotangent = np.array([[1, 2], [3, 4]])
    d_input, d_weight, _ = definition.gradients(_plain(RAMP, SQUARE), cotangent[None, None])
    reversed_kernel = np.array(SQUARE)[::-1, ::-1]
    full = definition.correlate(replace(_plain(cotangent, reversed_kernel), padding=((1, 1), (1, 1))))
    return Equation((d_weight[0, 0], d_input), (_corr(RAMP, cotangent), full))


@claim(
    EXERCISES,
    HOLDS,
    "correlation_is_im2col_times_the_weight",
    "correlation_is_a_toeplitz_matrix_times_the_input",
)
def exercise_4_matrices() -> Equation:
    """4. A correlation is a matrix product in two ways: a matrix of the windows, or a matrix of the weights.

    im2col writes every window as a column, and the kernel multiplies them as a row. The Toeplitz matrix holds the
    kernel in every row, moved on by one, and multiplies the flattened image. Both are written out here for the first
    example.
    """
    problem = _plain(RAMP, SQUARE)
    windows = [[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]
    weights = [
        [0, 1, 0, 2, 3, 0, 0, 0, 0],
        [0, 0, 1, 0, 2, 3, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 2, 3, 0],
        [0, 0, 0, 0, 0, 1, 0, 2, 3],
    ]
    products = np.ravel(SQUARE) @ np.array(windows), np.array(weights) @ np.ravel(RAMP)
    return Equation(
        (im2col(problem)[0], toeplitz(problem), *products),
        (np.array(windows), np.array(weights), *[np.array([19, 25, 37, 43])] * 2),
    )
