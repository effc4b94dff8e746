"""Correlation as matrix multiplication: by a matrix of the windows, and by a matrix of the weights."""

from dataclasses import replace
from typing import Any

import numpy as np

from ..contract.subject import Subject
from ..definition.boundary import extend
from ..definition.dtypes import widened
from ..definition.problem import Problem
from ._options import Places, elements
from .law import Equation, law
from .theory.matrices import im2col, patches, toeplitz

Array = np.ndarray[Any, Any]


def _two_columns(given: Problem) -> Places:
    return Places((len(elements(given)),) * 2)


@law()
def correlation_is_im2col_times_the_weight(impl: Subject, given: Problem) -> Equation:
    """Write every window as a column: the output is the weight, with one filter per row, times these columns.

        correlate(x, w)  ==  w.reshape(O, K) @ im2col(x)

        im2col(x)[(c, t), p]  =  x̃[c, stride·p + dilation·t]

    K = (C/groups)·taps. Most fast implementations are this product, whether or not they write the columns down. With
    groups there is one such product per group; the first is compared here.

    Catches: rows of the matrix in another order than the weight's; a window gathered with the wrong stride.
    """
    group = given.first_group()
    product = np.matmul(widened(group.weight).reshape(len(group.weight), group.terms), widened(im2col(group)))
    return Equation(impl.correlate(group), product.reshape(group.output_shape))


@law(budget=1 / 2)
def correlation_is_a_toeplitz_matrix_times_the_input(impl: Subject, given: Problem) -> Equation:
    """Flatten the input into one long vector: the output is a matrix, made from the weight alone, times this vector.

        correlate(x, w)  ==  T(w) @ x.ravel()

        T(w)[(o, p), (c, i)]  =  w[o, c, t]          where i = stride·p + dilation·t − before

    Every row holds the same weights, shifted by the stride. At stride 1 the matrix is constant along its diagonals
    (Toeplitz); for an image it is made of such blocks (doubly block Toeplitz). With the boundary `wrap` it is
    circulant. Its transpose maps a cotangent to the gradient with respect to the input.

    Catches: any dependence on the values of the input; a weight that moves on by the wrong amount.
    """
    group = given.first_group()
    flat = group.input.reshape(len(group.input), int(np.prod(group.input.shape[1:])))
    return Equation(impl.correlate(group), (widened(flat) @ widened(toeplitz(group)).T).reshape(group.output_shape))


@law(columns=_two_columns)
def toeplitz_columns_are_impulse_responses(impl: Subject, given: Problem, *, columns: tuple[int, ...]) -> Equation:
    """Column j of the Toeplitz matrix is the output for an input that is one at j and zero elsewhere.

        correlate(e_j, w)  ==  T(w)[:, j]

    A linear map is known when the images of the unit vectors are known. Here two of these are computed, each in a call
    of its own, as a kernel's author would do to print the matrix of a small case.

    Catches: outputs that depend on what else is in the input; an input element that reaches the wrong outputs.
    """
    group = given.first_group()
    units = np.zeros((2, 1, *group.input.shape[1:]), given.input.dtype)
    units.reshape(2, -1)[(0, 1), columns] = 1
    images = [impl.correlate(replace(group, input=unit)).ravel() for unit in units]
    return Equation(np.array(images), toeplitz(group)[:, columns].T)


@law(needs="batched")
def a_one_by_one_kernel_is_a_channel_matrix(impl: Subject, given: Problem) -> Equation:
    """A kernel with a single tap multiplies the channels of every element by one matrix.

        correlate(x, w)[n, :, p]  ==  w[:, :, 0] @ x̃[n, :, stride·p]

    It is a fully connected layer applied at every position, and usually a code path of its own.

    Catches: a shortcut that forgets the stride or the padding; a product with the transposed weight.
    """
    group = given.first_group()
    pointwise = replace(group, weight=group.weight[:, :, *[slice(1)] * given.rank]).explicit()
    seen = pointwise.under_tap(extend(pointwise.input, pointwise.pairs, given.boundary), (0,) * given.rank)
    matrix = pointwise.weight.reshape(pointwise.weight.shape[:2])
    return Equation(impl.correlate(pointwise), np.einsum("oc,nc...->no...", widened(matrix), widened(seen)))


@law(needs="stride")
def adjacent_windows_are_a_reshape_and_a_product(impl: Subject, given: Problem) -> Equation:
    """Where windows lie side by side, the input is cut into patches, and each patch is multiplied by the weight.

        correlate(x, w, stride=kernel)[n, o, p]  ==  w.reshape(O, K) @ patches[n, p]

    Every element is in one window, so nothing is copied: a reshape makes the patches. Vision transformers begin like
    this. A tail that is shorter than a kernel is dropped.

    Catches: patches that are counted from the end; a path for patches that looks at the stride or the kernel alone.
    """
    group = replace(given.extended().first_group(), stride=given.kernel, dilation=1)
    weight = widened(group.weight).reshape(len(group.weight), group.terms)
    product = np.matmul(widened(patches(group)), weight.T).swapaxes(1, 2)
    return Equation(impl.correlate(group), product.reshape(group.output_shape))
