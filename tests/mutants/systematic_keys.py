"""What was made for a call, taken again for another: a key of a cache in which one thing is missing."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from spec import Problem, TransposedProblem

from ._mutant import Array, Gradients, correct, correct_gradients, correct_transposed, enter

LAW = "a_call_is_not_taken_for_another"

MISSING = {
    "stride": "strides",
    "padding": "paddings",
    "dilation": "dilations",
    "boundary": "boundaries",
}
"""What is missing, by its name in a problem and as people say it."""


class Plans:
    """Plans by a key in which one thing is missing: the plan is that thing, as it was at the first call."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        self.kept: dict[tuple[Any, ...], Any] = {}

    def made_before(self, call: Any) -> Any:
        """`call` as it is computed where a plan is found; as it is where that would mean nothing."""
        key = tuple(self._part(field.name, getattr(call, field.name)) for field in fields(call))
        known = self.kept.setdefault((type(call), *key), getattr(call, self.missing))
        other = replace(call, **{self.missing: known})
        return call if other.invalidity() or min(other.output_size) < 1 else other

    def _part(self, name: str, value: Any) -> Any:
        if name in (self.missing, "origin", "layouts"):
            return None
        return (value.shape, value.dtype.str) if isinstance(value, np.ndarray) else value


def _shaped(array: Array, shape: tuple[int, ...]) -> Array:
    """The beginning of `array` in this shape, and zeros beyond its end."""
    whole = np.zeros(shape, array.dtype)
    both = tuple(slice(min(one, other)) for one, other in zip(array.shape, shape, strict=True))
    whole[both] = array[both]
    return whole


def _enter(missing: str, said: str) -> None:
    def correlate(problem: Problem) -> Array:
        return _shaped(correct(plans["correlate"].made_before(problem)), problem.output_shape)

    def gradients(problem: Problem, cotangent: Array) -> Gradients:
        planned = plans["gradients"].made_before(problem)
        found: Gradients = correct_gradients(planned, _shaped(cotangent, planned.output_shape))
        return found

    def transposed(problem: TransposedProblem) -> Array:
        return _shaped(correct_transposed(plans["transposed"].made_before(problem)), problem.output_shape)

    plans = {name: Plans(missing) for name in ("correlate", "gradients", "transposed")}
    faults = {
        "correlate": (correlate, "A plan is kept under a key without"),
        "gradients": (gradients, "A plan for the way back is kept under a key without"),
        "transposed": (transposed, "A plan for stamps is kept under a key without"),
    }
    for operation, (function, fault) in faults.items():
        if missing == "boundary" and operation != "correlate":
            continue
        enter(f"{operation}_keeps_a_plan_without_{said}", f"{fault} {said}.", function, LAW, of=operation)


for _missing, _said in MISSING.items():
    _enter(_missing, _said)
