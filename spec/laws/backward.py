"""Gradients do not depend on how they are asked for: which of them, from which memory layout, after which calls."""

from itertools import chain, combinations

import numpy as np

from ..contract.outcomes import Rejection
from ..contract.subject import ARGUMENTS, Subject
from ..definition.problem import Problem
from ..operands.fresh import fresh_cotangent
from ..operands.layout import contiguous, laid_out
from ._options import OTHER_LAYOUTS, every_axis
from .law import Equation, law


@law(operation="gradients", needs="wrt", named=("in_order", "backwards"))
def gradients_alone_equal_gradients_together(impl: Subject, given: Problem, *, named: str) -> Equation:
    """A gradient does not depend on which others are asked for, nor on the order in which they are named.

        gradients(wrt=a) for every choice of the arguments  ==  those of gradients(wrt=all of them)

    Libraries compute only the gradients that are asked for, often by another path than for all of them. Each stands in
    the place of its argument.

    Catches: a gradient that is right only when another is computed too; a mask of outputs that is read in the wrong
    order.
    """
    cotangent = fresh_cotangent(given)
    together = dict(zip(ARGUMENTS, impl.gradients(given, cotangent), strict=True))
    choices = [wrt for count in (1, 2, 3) for wrt in combinations(ARGUMENTS, count)]
    asked = (wrt if named == "in_order" else wrt[::-1] for wrt in choices)
    return Equation(
        tuple(chain(*(impl.gradients(given, cotangent, wrt) for wrt in asked))),
        tuple(together[name] for name in chain(*choices)),
    )


@law(operation="gradients", budget=4, cotangent=OTHER_LAYOUTS)
def the_cotangents_layout_is_immaterial(impl: Subject, given: Problem, *, cotangent: str) -> Equation:
    """A cotangent gives the same gradients however it lies in memory.

        gradients(x, w, y laid out otherwise)  ==  gradients(x, w, contiguous y)

    A cotangent comes from the backward pass of another operation, such as a sum, a transposition or a slice. So it is
    often a view with other strides, or a view of a single number.

    Catches: strides that are ignored; a broadcast cotangent read as if it were dense.
    """
    lying = laid_out(fresh_cotangent(given), cotangent)
    plain = contiguous(lying)
    return Equation(impl.gradients(given, lying), impl.gradients(given, plain))


@law(operation="gradients", axis=every_axis, change=lambda given, axis: list(_shapes(given, axis)), apart="change")
def a_cotangent_of_another_shape_is_refused(impl: Subject, given: Problem, *, axis: int, change: str) -> Equation:
    """A cotangent whose shape is not the output's is refused with an exception.

        gradients(x, w, y longer or shorter along an axis)  is an exception

    The axis is that of the items, that of the filters, or a spatial one. Its length is off by one, or is 1, or is
    multiplied by that of another axis, which is 1 then: so many elements are right.

    Catches: sizes that are taken from the wrong array; memory beyond the end that is read, or never written; a
    cotangent that is broadcast, or read as elements in a row.
    """
    cotangent = np.ones(_shapes(given, axis)[change], given.input.dtype)
    return Equation(impl.attempt_gradients(given, cotangent), Rejection(f"the output's shape is {given.output_shape}"))


def _shapes(given: Problem, axis: int) -> dict[str, tuple[int, ...]]:
    """Shapes that differ from the output's along `axis`, each once."""
    shape = given.output_shape
    out, others = shape[axis], [other for other, length in enumerate(shape) if other != axis and length > 1]

    def changed(lengths: dict[int, int]) -> tuple[int, ...]:
        return tuple(lengths.get(at, length) for at, length in enumerate(shape))

    shapes = {"longer": changed({axis: out + 1})}
    if out > 1:
        shapes["one"] = changed({axis: 1})
    if out not in (0, 2):
        shapes["shorter"] = changed({axis: out - 1})
    if out and others:
        shapes["joined"] = changed({axis: out * shape[others[-1]], others[-1]: 1})
    return shapes
