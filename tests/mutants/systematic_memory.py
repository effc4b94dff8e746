"""Every operand, and the answer, kept from an earlier call by everything it may be found again by; every operand
written to, at either end.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from spec import Problem, TransposedProblem

from ._mutant import Array, Gradients, correct, correct_gradients, correct_transposed, enter

OPERANDS = ("input", "weight", "bias")

KEYS: dict[str, Callable[[Array], Hashable]] = {
    "shape": lambda array: array.shape,
    "shape_and_sum": lambda array: (array.shape, array.sum()),
    "shape_and_first_element": lambda array: (array.shape, *array.ravel()[:1]),
}
"""What an operand is found again by, beside its dtype."""

KEPT = {
    ("input", "shape"): "earlier_calls_leave_no_trace",
    ("input", "shape_and_sum"): "channel_order_is_immaterial",
    ("input", "shape_and_first_element"): "toeplitz_columns_are_impulse_responses",
    ("weight", "shape"): "earlier_calls_leave_no_trace",
    ("weight", "shape_and_sum"): "filter_order_is_output_order",
    ("weight", "shape_and_first_element"): "filter_order_is_output_order",
    ("bias", "shape"): "earlier_calls_leave_no_trace",
    ("bias", "shape_and_sum"): "filter_order_is_output_order",
    ("bias", "shape_and_first_element"): "a_nan_in_a_bias_stays_in_its_feature_map",
}
ANSWERED = {
    "input": "linear_in_the_weight",
    "weight": "linear_in_the_input",
    "bias": "earlier_calls_leave_no_trace",
}
"""The law about each operand that is kept, and about the answer that is found again by it."""

ENDS = {"first": 0, "last": -1}


def keeping(operand: str, key: Callable[[Array], Hashable]) -> Callable[[Problem], Array]:
    last: dict[str, Any] = {}

    def correlate(problem: Problem) -> Array:
        array = getattr(problem, operand)
        if array is None:
            return correct(problem)
        found = array.dtype, key(array)
        if last.get("key") != found:
            last.update(key=found, kept=array.copy())
        return correct(replace(problem, **{operand: last["kept"].reshape(array.shape)}))

    return correlate


def answering_again(operand: str) -> Callable[[Problem], Array]:
    last: dict[str, Any] = {}

    def correlate(problem: Problem) -> Array:
        array = getattr(problem, operand)
        if array is not None and last.get("of") is array and last["answer"].shape == problem.output_shape:
            return last["answer"].copy()
        last.update(of=array, answer=correct(problem))
        return last["answer"].copy()

    return correlate


def spoil(array: Array | None, end: int) -> None:
    if array is not None and array.size and array.flags.writeable:
        array[(end,) * array.ndim] = 0


def writing(right: Callable[[Any], Array], operand: str, end: int) -> Callable[[Any], Array]:
    def operation(call: Problem | TransposedProblem) -> Array:
        output = right(call)
        spoil(getattr(call, operand), end)
        return output

    return operation


def writing_on_the_way_back(operand: str, end: int) -> Callable[[Problem, Array], Gradients]:
    def gradients(problem: Problem, cotangent: Array) -> Gradients:
        found = correct_gradients(problem, cotangent)
        spoil(cotangent if operand == "cotangent" else getattr(problem, operand), end)
        return found

    return gradients


for operand in OPERANDS:
    for by, key in KEYS.items():
        enter(
            f"keeps_the_{operand}_by_its_{by}",
            f"The {operand} is kept, and taken for the next one of its dtype and its {by.replace('_', ' ')}.",
            keeping(operand, key),
            KEPT[operand, by],
        )
    enter(
        f"keeps_the_answer_by_the_{operand}",
        f"The answer is kept, and returned again for the same {operand} where it has the shape that it should have.",
        answering_again(operand),
        ANSWERED[operand],
    )

for which, end in ENDS.items():
    for operand in OPERANDS:
        enter(
            f"writes_to_the_{which}_element_of_the_{operand}",
            f"The {which} element of the {operand} is set to zero once it is no longer needed.",
            writing(correct, operand, end),
            "inputs_are_left_alone",
        )
        enter(
            f"writes_to_the_{which}_element_of_the_{operand}_after_stamping",
            f"The {which} element of the {operand} is set to zero once everything is stamped.",
            writing(correct_transposed, operand, end),
            "inputs_are_left_alone",
            of="transposed",
        )
    for operand in ("input", "weight", "cotangent"):
        enter(
            f"writes_to_the_{which}_element_of_the_{operand}_on_the_way_back",
            f"The {which} element of the {operand} is set to zero once the gradients are there.",
            writing_on_the_way_back(operand, end),
            "inputs_are_left_alone",
            of="gradients",
        )
