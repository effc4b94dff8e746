"""Gradients do not depend on how they are asked for: which of them, from which memory layout, after which calls."""

from dataclasses import replace
from itertools import chain, combinations

import numpy as np

from .. import definition
from ..contract.outcomes import Rejection
from ..contract.subject import ARGUMENTS, Subject
from ..definition.problem import Problem
from ..operands.fresh import fresh_cotangent, fresh_operand
from ..operands.layout import contiguous, laid_out
from ._options import OTHER_LAYOUTS, every_axis
from .law import Equation, law


@law(operation="gradients", needs="wrt")
def gradients_alone_equal_gradients_together(impl: Subject, given: Problem) -> Equation:
    """A gradient does not depend on which others are asked for.

        gradients(wrt=a) for every one and every two of the arguments  ==  those of gradients(wrt=all of them)

    Libraries compute only the gradients that are asked for, often by another path than for all of them.

    Catches: a gradient that is right only when another is computed too; a mask of outputs that is read in the wrong
    order.
    """
    cotangent = fresh_cotangent(given)
    together = dict(zip(ARGUMENTS, impl.gradients(given, cotangent), strict=True))
    fewer = [wrt for count in (1, 2) for wrt in combinations(ARGUMENTS, count)]
    return Equation(
        tuple(chain(*(impl.gradients(given, cotangent, wrt) for wrt in fewer))),
        tuple(together[name] for name in chain(*fewer)),
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


@law(operation="gradients")
def earlier_gradients_leave_no_trace(impl: Subject, given: Problem) -> Equation:
    """Earlier calls do not affect gradients: nothing is accumulated, and nothing stale is reused.

        [gradients of P, P with y′, Q, P]  ==  [each by the definition]

    Q has other numbers in the same shapes; P with y′ differs from P in the cotangent alone. Many frameworks accumulate
    gradients: the textbook's training loop has to set them to zero before every step.

    Catches: gradients that pile up; a saved input that has changed since; a weight that is packed once for all.
    """
    one, other = fresh_cotangent(given, "one"), fresh_cotangent(given, "other")
    changed = replace(given, input=fresh_operand(given, "input"), weight=fresh_operand(given, "weight"))
    calls = [(given, one), (given, other), (changed, fresh_cotangent(changed, "changed")), (given, one)]
    expected = [definition.gradients(*call) for call in calls]
    series = [[gradient.copy() for gradient in impl.gradients(*call)] for call in calls]
    return Equation(tuple(chain(*series)), tuple(chain(*expected)))


@law(operation="gradients", axis=every_axis, change=lambda given, axis: list(_lengths(given, axis)), apart="change")
def a_cotangent_of_another_shape_is_refused(impl: Subject, given: Problem, *, axis: int, change: str) -> Equation:
    """A cotangent whose shape is not the output's is refused with an exception.

        gradients(x, w, y longer or shorter along an axis)  is an exception

    The axis is that of the items, that of the filters, or a spatial one. Its length is off by one, or is 1.

    Catches: sizes that are taken from the wrong array; memory beyond the end that is read, or never written; a
    cotangent that is broadcast.
    """
    shape = list(given.output_shape)
    shape[axis] = _lengths(given, axis)[change]
    cotangent = np.ones(shape, given.input.dtype)
    return Equation(impl.attempt_gradients(given, cotangent), Rejection(f"the output's shape is {given.output_shape}"))


def _lengths(given: Problem, axis: int) -> dict[str, int]:
    """Lengths that differ from the output's along `axis`, each once."""
    out = given.output_shape[axis]
    lengths = {"longer": out + 1}
    if out > 1:
        lengths["one"] = 1
    if out not in (0, 2):
        lengths["shorter"] = out - 1
    return lengths
