"""Implementation: what a row of the matrix is, and what it claims."""

import inspect
from collections.abc import Callable, Collection
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from .data import EXACT_BITS
from .geometry import PADDINGS, resolve
from .problem import BOUNDARIES, Problem

Array = np.ndarray[Any, Any]
Operation = Callable[..., Array]

FEATURES = {
    "bias": "one number added to each filter's output",
    "stride": "windows more than one element apart",
    "padding": "an input continued beyond its ends",
    "boundary": "a continuation other than zeros",
    "dilation": "taps more than one element apart",
    "groups": "filters that see only a part of the channels",
}
"""The keywords that an operation may name. Each is a feature; naming it claims it."""

FORMS = ("explicit", "symmetric", *PADDINGS)
"""The forms in which an implementation can take a padding."""


class ClaimError(ValueError):
    """An implementation whose declaration makes no sense."""


@dataclass(frozen=True)
class Deviation:
    """A known and recorded difference from the specification.

    Inside `when`, a predicate on problems, the implementation breaks `law`, as `witness`, the descriptor of one
    problem, proves at every run. Outside, the law is searched as usual. A row that refuses a valid problem deviates
    from `valid_problems_are_accepted`, one that computes another value from `agrees_with_the_definition`; on such
    problems no other law is asked either.
    """

    law: str
    when: Callable[[Problem], bool]
    because: str
    witness: str

    @property
    def excludes_every_law(self) -> bool:
        """Whether the row does not compute the specified function on these problems at all."""
        return self.law in ("valid_problems_are_accepted", "agrees_with_the_definition")


@dataclass(frozen=True, eq=False)
class Implementation:
    """One algorithm or library, as the specification sees it.

    `correlate(input, weight, *, …)` takes NumPy arrays input[N, C, *size] and weight[O, C/groups, *kernel] and
    returns a NumPy array [N, O, *out]. It names, as keyword-only parameters, the features that it claims, and is
    handed exactly these: `bias` (an array [O] or None), `stride` and `dilation` (tuples of int), `padding` (a tuple
    of (before, after) pairs, or a name), `boundary` (a name), `groups` (an int). `convolve`, if there is one, has
    the same form.

    What a signature cannot say is said by the fields. `ranks`: the numbers of spatial axes. `dtypes`: names of
    NumPy dtypes. `batched`: whether N, C and O may differ from 1. `paddings`: the forms of padding that it takes,
    of "explicit" (any pairs), "symmetric" (before = after) and the names of `geometry.PADDINGS`. `boundaries`: the
    continuations that it knows. `rounding`: "direct" for sums of products in any order, "transform" for algorithms
    that round differently, such as FFT and Winograd. `compiles`: whether it pays for every new shape. `deviations`:
    what it is known to do differently.

    Raises ClaimError where a declaration cannot be meant.
    """

    name: str
    correlate: Operation
    convolve: Operation | None = None
    _: KW_ONLY
    ranks: Collection[int] = frozenset({1, 2, 3})
    dtypes: Collection[str] = frozenset({"float32", "float64"})
    batched: bool = True
    paddings: Collection[str] = frozenset({"explicit"})
    boundaries: Collection[str] = field(default_factory=lambda: frozenset(BOUNDARIES))
    rounding: Literal["direct", "transform"] = "direct"
    compiles: bool = False
    deviations: Collection[Deviation] = ()

    def __post_init__(self) -> None:
        for what, values, known in (
            ("dtypes", self.dtypes, EXACT_BITS),
            ("paddings", self.paddings, FORMS),
            ("boundaries", self.boundaries, BOUNDARIES),
            ("rounding", {self.rounding}, ("direct", "transform")),
        ):
            if isinstance(values, str):
                raise ClaimError(f"{self.name}: {what} is the string {values!r}; write a set, {{{values!r}}}")
            if not values:
                raise ClaimError(f"{self.name}: {what} is empty; name at least one of {', '.join(known)}")
            for value in values:
                if value not in known:
                    raise ClaimError(f"{self.name}: {what} holds {value!r}; known are {', '.join(known)}")
        if not self.ranks or not all(isinstance(rank, int) and rank > 0 for rank in self.ranks):
            raise ClaimError(
                f"{self.name}: ranks is {self.ranks!r}; give the numbers of spatial axes, such as {{1, 2}}"
            )
        keywords(self.name, self.correlate)
        if self.convolve is not None:
            keywords(self.name, self.convolve)

    @cached_property
    def features(self) -> frozenset[str]:
        """The keywords that `correlate` names."""
        return keywords(self.name, self.correlate)

    @property
    def forms(self) -> frozenset[str]:
        """The forms of padding that it takes: none where it does not claim a padding."""
        return frozenset(self.paddings) if "padding" in self.features else frozenset()

    def features_of(self, operation: Literal["correlate", "convolve"]) -> frozenset[str]:
        """The keywords that `operation` names."""
        return self.features if operation == "correlate" else keywords(self.name, getattr(self, operation))

    def refusal_to_claim(
        self, problem: Problem, operation: Literal["correlate", "convolve"] = "correlate"
    ) -> str | None:
        """Which part of `problem` the row does not claim, in words, or None where it claims it all."""
        function = getattr(self, operation)
        if function is None:
            return f"no {operation}"
        if problem.rank not in self.ranks:
            return f"rank {problem.rank}"
        if str(problem.input.dtype) not in self.dtypes:
            return f"dtype {problem.input.dtype}"
        if not self.batched and (*problem.input.shape[:2], problem.weight.shape[0]) != (1, 1, 1):
            return "batches, channels and filters"
        used = {
            "bias": problem.bias is not None,
            "stride": set(problem.strides) != {1},
            "padding": set(problem.pairs) != {(0, 0)},
            "boundary": problem.boundary != "zero" and set(problem.pairs) != {(0, 0)},
            "dilation": set(problem.dilations) != {1},
            "groups": problem.groups != 1,
        }
        named = self.features_of(operation)
        for feature, is_used in used.items():
            if is_used and feature not in named:
                return feature
        if "boundary" in named and used["padding"] and problem.boundary not in self.boundaries:
            return f"boundary {problem.boundary}"
        if "padding" in named and self.padding_for(problem) is None:
            return f"padding {problem.padding}"
        return None

    def boundary_for(self, problem: Problem) -> str:
        """The boundary of `problem`; where there is no padding any will do, and the row is given one that it knows."""
        return problem.boundary if problem.boundary in self.boundaries else min(self.boundaries)

    def padding_for(self, problem: Problem) -> Any:
        """The padding of `problem` in a form that the row takes, or None where there is none."""
        if problem.padding in self.forms:
            return problem.padding
        pairs = problem.pairs
        if "explicit" in self.forms or ("symmetric" in self.forms and all(before == after for before, after in pairs)):
            return pairs
        axes = problem.size, problem.kernel, problem.strides, problem.dilations
        return next((name for name in PADDINGS if name in self.forms and resolve(name, *axes) == pairs), None)


def keywords(name: str, function: Operation) -> frozenset[str]:
    """The features that `function` names. Raises ClaimError where the specification could not call it."""
    if not callable(function):
        raise ClaimError(f"{name}: {function!r} is not a function")
    label = getattr(function, "__name__", repr(function))
    parameters = list(inspect.signature(function).parameters.values())
    features = [parameter for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    positional = [parameter for parameter in parameters if parameter.kind is not parameter.KEYWORD_ONLY]
    if [parameter.name for parameter in positional] != ["input", "weight"]:
        found = ", ".join(map(str, positional))
        raise ClaimError(f"{name}: {label}({found}, …) must take (input, weight, *, …), the features after the star")
    for parameter in features:
        if parameter.name not in FEATURES:
            raise ClaimError(f"{name}: {label} names the keyword {parameter.name!r}; known are {', '.join(FEATURES)}")
    return frozenset(parameter.name for parameter in features)
