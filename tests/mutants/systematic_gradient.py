"""Gradients that are gathered from, and go back to, the wrong positions; and the order along each of their axes."""

from collections.abc import Callable

from spec import Problem

from ._axes import Fault, orders_of
from ._mutant import Array, Gradients, correct_gradients, enter
from ._positions import FEWER, Position, gradients_at

Backward = Callable[[Problem, Array], Gradients]

ARGUMENTS = ("input", "weight", "bias")

AXES = {
    ("input", 0): ("item", "items", "gradients_are_adjoint"),
    ("input", 1): ("channel", "channels", "gradients_are_adjoint"),
    ("input", -1): ("column", "columns", "gradients_are_adjoint"),
    ("weight", 0): ("filter", "filters", "gradients_are_adjoint"),
    ("weight", 1): ("channel", "channels", "gradients_are_adjoint"),
    ("weight", -1): ("column", "columns", "gradients_are_adjoint"),
    ("bias", 0): ("entry", "entries", "the_bias_gradient_sums_the_cotangent"),
}


def replaced(argument: str, right: Gradients, wrong: Gradients) -> Gradients:
    """The right gradients, and the wrong one of `argument` among them."""
    d_input, d_weight, d_bias = (
        w if name == argument else r for name, r, w in zip(ARGUMENTS, right, wrong, strict=True)
    )
    return d_input, d_weight, d_bias


def at(argument: str, position: Position) -> Backward:
    def gradients(problem: Problem, cotangent: Array) -> Gradients:
        wrong = gradients_at(problem, cotangent, position)
        return replaced(argument, correct_gradients(problem, cotangent), wrong)

    return gradients


def along(argument: str, axis: int, fault: Fault) -> Backward:
    def gradients(problem: Problem, cotangent: Array) -> Gradients:
        right = correct_gradients(problem, cotangent)
        spoiled = fault(right[ARGUMENTS.index(argument)], axis=axis)
        return replaced(argument, right, (spoiled, spoiled, spoiled))

    return gradients


for how, position in FEWER.items():
    said = how.replace("_", " ")
    enter(
        f"goes_back_to_the_input_{how}",
        f"The input's gradient goes back to it {said}.",
        at("input", position),
        "gradients_are_adjoint",
        of="gradients",
    )
    enter(
        f"gathers_the_weight_gradient_{how}",
        f"The weight's gradient is gathered {said}.",
        at("weight", position),
        "gradients_are_adjoint",
        of="gradients",
    )

for (argument, axis), (thing, things, law) in AXES.items():
    gradient = f"gradient of the {argument}"
    for name, wrong, fault in orders_of(thing, things, gradient, "writes"):
        enter(name, wrong, along(argument, axis, fault), law, of="gradients")
