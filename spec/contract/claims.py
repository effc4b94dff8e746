"""Claims: what a row claims of one operation, and the form in which a problem is handed to it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args

import numpy as np

from ..definition.call import Call
from ..definition.dtypes import name_of
from ..definition.geometry import PADDINGS, SAME
from ..definition.problem import Problem
from ..definition.transposed_problem import TransposedProblem
from .operations import ClaimError, Function, Rounding, Supports

C = TypeVar("C", bound=Call)


@dataclass(frozen=True, eq=False)
class Claims:
    """One operation of a row, with everything that is claimed of it."""

    name: str
    function: Function
    features: frozenset[str]
    ranks: Collection[int]
    dtypes: Collection[str]
    batched: bool
    paddings: Collection[str]
    boundaries: Collection[str]
    rounds: Rounding | Callable[[Any], Rounding]
    accumulates: str | None
    supports: Supports | None
    max_multiplications: int | None

    @property
    def rounding(self) -> Rounding:
        """How numbers are rounded; "transform" where it depends on the call."""
        return "transform" if callable(self.rounds) else self.rounds

    def rounding_of(self, call: Call) -> Rounding:
        """How numbers are rounded in `call`. Raises ClaimError where the row does not say."""
        if not callable(self.rounds):
            return self.rounds
        try:
            says = self.rounds(of_arrays(call))
        except Exception as error:
            what = f"rounding of {self.name} raised {type(error).__name__}: {error}"
            raise ClaimError(f"{what} on {call.origin or call}") from error
        if says not in get_args(Rounding):
            raise ClaimError(
                f"rounding of {self.name} returned {says!r}; return one of {', '.join(get_args(Rounding))}"
            )
        return says

    @property
    def forms(self) -> frozenset[str]:
        """The forms of padding that the operation takes: none where it does not claim a padding."""
        return frozenset(self.paddings) if "padding" in self.features else frozenset()

    def refusal(self, call: Call) -> str | None:
        """The first part of `call` that is not claimed, in words, or None where all of it is."""
        if call.rank not in self.ranks:
            return f"rank {call.rank}"
        # By name, so that byte order does not matter.
        if name_of(call.input.dtype) not in self.dtypes:
            return f"dtype {call.input.dtype}"
        if not self.batched and (*call.input.shape[:2], call.weight.shape[0]) != (1, 1, 1):
            return "batches, channels and filters"
        for feature, is_used in _USED.items():
            if feature not in self.features and is_used(self, call):
                return feature
        if "boundary" in self.features and _padded(call) and _boundary(call) not in self.boundaries:
            return f"boundary {_boundary(call)}"
        if "padding" in self.features and self.padding_for(call) is None:
            return f"padding {call.padding}"
        return self.unsupported(call)

    def unsupported(self, call: Call) -> str | None:
        """Why `supports` does not take `call`, a valid one; None where it does. Raises ClaimError where it does not
        say.
        """
        if self.supports is None:
            return None
        try:
            says = self.supports(of_arrays(call))
        except Exception as error:
            what = f"supports of {self.name} raised {type(error).__name__}: {error}"
            raise ClaimError(f"{what} on {call.origin or call}") from error
        if isinstance(says, str):
            return says
        if not isinstance(says, bool | np.bool_):
            raise ClaimError(f"supports of {self.name} returned {says!r}; return True, False, or the reason as a text")
        return None if says else "what supports= leaves out"

    def handed(self, call: C) -> C:
        """`call` in a form that the operation takes. The claims must cover `call`."""
        if isinstance(call, Problem) and "boundary" in self.features and call.boundary not in self.boundaries:
            # Without padding any boundary gives the same, so the row gets one that it knows.
            call = replace(call, boundary=min(self.boundaries))
        if "padding" not in self.features or (padding := self.padding_for(call)) == call.padding:
            return call
        if isinstance(call, TransposedProblem):
            # The name stands for an output padding too.
            return replace(call, padding=padding, output_padding=0 if padding in SAME else call.output_paddings)
        return replace(call, padding=padding)

    def padding_for(self, call: Call) -> Any:
        """The padding of `call` in a form that the operation takes, or None where there is none."""
        if call.padding in self.forms:
            return call.padding
        pairs = call.pairs
        if "explicit" in self.forms or ("symmetric" in self.forms and all(before == after for before, after in pairs)):
            return pairs
        return next((name for name in PADDINGS if name in self.forms and _stands_for(name, call)), None)

    def keywords(self, call: Call) -> dict[str, Any]:
        """The keywords that the operation names, with their values in `call`."""
        return {name: getattr(call, name) for name in self.features if name != "wrt"}


def of_arrays(call: C) -> C:
    """`call` with arrays in the place of what is a subclass of them, and may mean something else by its methods."""
    arrays: dict[str, Any] = {
        name: np.asarray(array)
        for name in ("input", "weight", "bias")
        if (array := getattr(call, name)) is not None and type(array) is not np.ndarray
    }
    return replace(call, **arrays) if arrays else call


def _padded(call: Call) -> bool:
    return any(before or after for before, after in call.pairs)


def _boundary(call: Call) -> str:
    return call.boundary if isinstance(call, Problem) else "zero"


def _lengthened(claims: Claims, call: Call) -> bool:
    """Whether an output padding must be handed over: not if the padding is a name that the operation takes, which
    stands for the output padding as well.
    """
    if not isinstance(call, TransposedProblem):
        return False
    handed: Any = call.output_padding if call.padding in claims.forms else call.output_paddings
    return any(handed)


_USED: dict[str, Callable[[Claims, Call], bool]] = {
    "bias": lambda _, call: call.bias is not None,
    "stride": lambda _, call: set(call.strides) != {1},
    "padding": lambda _, call: _padded(call),
    "boundary": lambda _, call: _boundary(call) != "zero" and _padded(call),
    "dilation": lambda _, call: set(call.dilations) != {1},
    "groups": lambda _, call: call.groups != 1,
    "output_padding": _lengthened,
}
"""Whether a call uses a feature."""


def _stands_for(name: str, call: Call) -> bool:
    """Whether `name` stands for the padding, and the output padding, of `call`."""
    if call.named(name) != call.pairs:
        return False
    if not isinstance(call, TransposedProblem) or name not in SAME:
        return True
    return replace(call, padding=name, output_padding=0).output_size == call.output_size
