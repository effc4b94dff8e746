"""Stamps that are put at the wrong positions; and the order along every axis of what is stamped."""

from collections.abc import Callable
from dataclasses import replace

from spec import TransposedProblem

from ._axes import Fault, orders_of
from ._mutant import Array, correct_transposed, enter
from ._positions import FEWER, Position, transposed_at

AXES = {
    ("input", 0): ("item", "items", "transposed_is_the_adjoint"),
    ("input", 1): ("channel", "channels", "transposed_is_the_adjoint"),
    ("input", -1): ("column", "columns", "transposed_is_the_adjoint"),
    ("weight", 0): ("channel", "channels", "transposed_is_the_adjoint"),
    ("weight", 1): ("filter", "filters", "transposed_is_the_adjoint"),
    ("weight", -1): ("column", "columns", "transposed_is_the_adjoint"),
    ("bias", 0): ("entry", "entries", "transposed_bias_is_added_per_filter"),
}

STAMPED = {"input": "input to stamp", "weight": "weight to stamp", "bias": "bias of the stamps"}
"""What an operand is called where it is the transposed correlation's."""


def at(position: Position) -> Callable[[TransposedProblem], Array]:
    def transposed(problem: TransposedProblem) -> Array:
        return transposed_at(problem, position)

    return transposed


def along(operand: str, axis: int, fault: Fault) -> Callable[[TransposedProblem], Array]:
    def transposed(problem: TransposedProblem) -> Array:
        array = getattr(problem, operand)
        return correct_transposed(problem if array is None else replace(problem, **{operand: fault(array, axis=axis)}))

    return transposed


for how, position in FEWER.items():
    sentence = f"The kernel is stamped {how.replace('_', ' ')}."
    enter(f"stamps_{how}", sentence, at(position), "transposed_is_the_adjoint", of="transposed")

for (operand, axis), (thing, things, law) in AXES.items():
    stamped = STAMPED[operand]
    for name, wrong, fault in orders_of(thing, things, stamped):
        enter(name, wrong, along(operand, axis, fault), law, of="transposed")
