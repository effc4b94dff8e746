"""Which problem illustrates a law: of those that a search draws, one that fits on a page and shows something."""

import inspect
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from spec import Implementation, Operation
from spec.checking.difference import difference
from spec.checking.evaluation import evaluate
from spec.checking.listing import drawn
from spec.contract.outcomes import NotClaimed, Rejection
from spec.contract.subject import ARGUMENTS
from spec.laws.law import Equation, Law
from spec.operands.descriptor import Descriptor
from tests.mutants import faultless

from .watched import Asked, Watched

LARGEST = 40
"""The most elements of an input that are pleasant to look at."""

FILLS = ("ramp", "seeded")

TRIED = 16
"""Problems of those that look best of which a law is asked."""

SHOWN = 3
"""The most calls of one law that are drawn."""

PLAIN: dict[str, Any] = {
    "bias": None,
    "stride": 1,
    "padding": 0,
    "boundary": "zero",
    "dilation": 1,
    "groups": 1,
    "output_padding": 0,
    "wrt": ARGUMENTS,
}
"""What a call without a feature hands over in its place."""

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Example:
    """A law asked about one problem: the calls that it made, and the equation that it returned."""

    problem: str
    asked: tuple[Asked, ...]
    equation: Equation | None
    """None where there was no answer."""


def on_paper(law: Law, used: frozenset[str] = frozenset(PLAIN)) -> Implementation:
    """The definition, of which nothing is claimed but what `law` needs and the features `used`, so that what is drawn
    is no more than that.
    """
    needs = law.needs | used
    needs |= {"padding"} if needs & {"named", "boundary"} else set()
    right = faultless()
    offered: dict[str, Any] = {name: _claiming(getattr(right, name), needs) for name in right.operations}
    return replace(
        right,
        name="definition",
        **offered,
        ranks={1, 2},
        dtypes={"float64", "int32"} | ({"complex128"} if "complex" in needs else set()),
        batched=bool(needs & {"batched", "groups"}),
    )


def _claiming(operation: Operation, features: Collection[str]) -> Operation:
    """`operation` with a signature that names, of the features, only these."""
    function = operation.function
    signature = inspect.signature(function)
    left_out = {name: PLAIN[name] for name in signature.parameters if name in PLAIN and name not in features}

    def narrow(*arrays: Array, **keywords: Any) -> Any:
        return function(*arrays, **(left_out | keywords))

    kept = [parameter for name, parameter in signature.parameters.items() if name not in left_out]
    narrow.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
    return replace(operation, function=narrow)


def features_used(descriptor: Descriptor) -> frozenset[str]:
    """The features without which the problem would be another."""
    plain = (1,) * descriptor.rank
    padding = descriptor.problem().pairs
    used = {
        "stride": descriptor.stride != plain,
        "padding": any(pair != (0, 0) for pair in padding),
        "boundary": descriptor.boundary != "zero" and any(pair != (0, 0) for pair in padding),
        "dilation": descriptor.dilation != plain,
        "groups": descriptor.groups != 1,
        "bias": descriptor.bias is not None,
        "batched": (*descriptor.input_shape[:2], descriptor.weight_shape[0]) != (1, 1, 1),
    }
    return frozenset(feature for feature, is_used in used.items() if is_used)


def example(row: Implementation, law: Law, descriptor: Descriptor) -> Example:
    """What `law` asks `row` about the problem that `descriptor` describes. Raises NotClaimed where it is undecided."""
    subject = Watched(row, law.name)
    with np.errstate(all="ignore"):
        try:
            equation = law(subject, descriptor)
        except NotClaimed:
            raise
        except Exception:
            equation = None
    return Example(str(descriptor), tuple(subject.asked), equation)


def illustration(law: Law, mutant: Implementation, broken: Descriptor) -> Example | None:
    """The best example of `law`, preferably one on which the mutant, which fails on `broken`, fails too. None where
    there is none that can be drawn: layers are too large.
    """
    if law.draws == "layer":
        return None
    used = features_used(broken)
    for features in (used, used | {"stride", "padding"}, frozenset(PLAIN)):
        row = on_paper(law, features)
        rated = [] if law.unmet(row) else list(_rated(row, law, mutant, used))
        if rated:
            return min(rated, key=lambda rating: rating[:2])[2]
    return None


def _rated(
    row: Implementation, law: Law, mutant: Implementation, used: frozenset[str]
) -> Iterator[tuple[float, str, Example]]:
    """The most promising examples, each with its cost."""
    for descriptor in sorted(_candidates(row, law), key=lambda one: (_cost(one, used), str(one)))[:TRIED]:
        try:
            found = example(row, law, descriptor)
        except NotClaimed:
            continue
        if found.equation is not None and difference(found.equation) is None:
            is_silent = _says_nothing(found.equation) + (not evaluate(mutant, law, descriptor).failed)
            yield _cost(descriptor, used) + 40 * is_silent, str(descriptor), found


def _candidates(row: Implementation, law: Law) -> set[Descriptor]:
    """What a search draws, where it is small, with numbers that are easy to follow."""
    plain: dict[str, Any] = {"seed": 1, "input_layout": "contiguous", "weight_layout": "contiguous"}
    problems = drawn(row, replace(law, budget=1), "quick", 0)
    return {replace(d, fill=fill, **plain) for d in problems if prod(d.input_shape) <= LARGEST for fill in FILLS}


def _cost(descriptor: Descriptor, used: frozenset[str]) -> float:
    """What speaks against an example: what there is to read, what there is not to see, and a special shape."""
    problem = descriptor.problem()
    missing = used - features_used(descriptor)
    cost = 60.0 * len(missing - {"batched"}) + 10 * ("batched" in missing)
    cost += problem.weight.size + 200 * (0 in descriptor.input_shape) + 100 * (prod(problem.kernel) < 2)
    if problem.invalidity():
        cost += problem.input.size
    else:
        padded = problem.input.shape[:2] + tuple(
            n + sum(pair) for n, pair in zip(problem.size, problem.pairs, strict=True)
        )
        cost += prod(padded) + prod(problem.output_shape) + 100 * (prod(problem.output_size) < 2)
    cost += 40 * (problem.rank == 1) + 10 * (len(set(problem.size)) < problem.rank) + 10 * (problem.kernel == (3, 3))
    cost += 15 * any(n < 3 for n in problem.size) + 10 * any(k < 2 for k in problem.kernel)
    if descriptor.dtype.startswith("complex"):
        # A ramp of complex numbers has no imaginary parts.
        cost += 40 * (descriptor.fill == "ramp")
    return (
        cost
        + 15 * any(n > 6 for n in problem.size)
        + 5 * (descriptor.fill == "seeded")
        + 5 * (descriptor.dtype == "int32")
    )


def _says_nothing(equation: Any) -> bool:
    """Whether all that is compared is zero, or empty."""
    sides = equation.left if isinstance(equation.left, tuple) else (equation.left,)
    arrays = [np.asarray(side) for side in sides if not isinstance(side, Rejection)]
    return bool(arrays) and not any(array.size and array.astype(object).any() for array in arrays)
