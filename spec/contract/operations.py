"""Operations: what an implementation can offer, and what each is called with."""

import inspect
from collections.abc import Callable, Collection
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from ..definition.geometry import PADDINGS

Function = Callable[..., Any]

Supports = Callable[[Any], bool | str]
"""Whether a row takes a call, a Problem or a TransposedProblem; a text says why it does not."""

Rounding = Literal["direct", "transform"]


FEATURES = {
    "bias": "one number added to each filter's output",
    "stride": "windows more than one element apart",
    "padding": "an input continued beyond its ends",
    "boundary": "a continuation other than zeros",
    "dilation": "taps more than one element apart",
    "groups": "filters that see only a part of the channels",
    "output_padding": "elements added at the end of a transposed correlation's output",
    "wrt": "gradients with respect to some of the arguments only",
}
"""The keywords that an operation may name. Each is a feature: an operation that names it claims it."""


FORMS = ("explicit", "symmetric", *PADDINGS)
"""The forms in which an operation can take a padding."""


class ClaimError(ValueError):
    """An implementation whose declaration makes no sense."""


@dataclass(frozen=True)
class Signature:
    """What an operation is called with."""

    arrays: tuple[str, ...]
    features: frozenset[str]
    """The keywords that it may name."""
    always: frozenset[str] = frozenset()
    """The keywords that it must name."""


_WINDOW = {"stride", "padding", "dilation", "groups"}


OperationName = Literal["correlate", "convolve", "gradients", "transposed", "train"]

OPERATIONS: dict[OperationName, Signature] = {
    "correlate": Signature(("input", "weight"), frozenset(_WINDOW | {"bias", "boundary"})),
    "convolve": Signature(("input", "weight"), frozenset(_WINDOW | {"bias", "boundary"})),
    "gradients": Signature(("input", "weight", "cotangent"), frozenset(_WINDOW | {"boundary", "wrt"})),
    "transposed": Signature(("input", "weight"), frozenset(_WINDOW | {"bias", "output_padding"})),
    "train": Signature(("input", "target", "weight"), frozenset(), frozenset({"learning_rate", "steps"})),
}
"""The operations of the family, and the signature of each."""


OFFERS: dict[OperationName, str] = {
    "correlate": "a correlation",
    "convolve": "a convolution",
    "gradients": "gradients",
    "transposed": "a transposed correlation",
    "train": "a layer that can be trained",
}
"""What an implementation offers by each operation, in words."""


DIFFERENTIABLE: tuple[OperationName, ...] = ("gradients", "train")
"""The operations that are defined for real floating-point numbers only."""


@dataclass(frozen=True, eq=False)
class Operation:
    """A function, with those of its claims that differ from the row's.

    `transposed=Operation(transposed, paddings={"symmetric"})` is an operation that takes fewer paddings than
    `correlate` does. A claim that is None is the row's.
    """

    function: Function
    _: KW_ONLY
    ranks: Collection[int] | None = None
    dtypes: Collection[str] | None = None
    paddings: Collection[str] | None = None
    accumulates: str | None = None
    supports: Supports | None = None


def features_of(row: str, operation: OperationName, function: Function) -> frozenset[str]:
    """The features that `function` names. Raises ClaimError if it does not fit `operation`."""
    signature = OPERATIONS[operation]
    if not callable(function):
        raise ClaimError(f"{row}: {function!r} is not a function")
    label = getattr(function, "__name__", repr(function))
    parameters = list(inspect.signature(function).parameters.values())
    named = {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}
    positional = [parameter for parameter in parameters if parameter.kind is not parameter.KEYWORD_ONLY]
    if tuple(parameter.name for parameter in positional) != signature.arrays:
        found, arrays = ", ".join(map(str, positional)), ", ".join(signature.arrays)
        after = ", ".join(sorted(signature.always)) or "…"
        raise ClaimError(f"{row}: {label}({found}, …) must take ({arrays}, *, {after}), the keywords after the star")
    if unknown := sorted(named - signature.features - signature.always):
        known = ", ".join(
            name for name in (*FEATURES, *sorted(signature.always)) if name in signature.features | signature.always
        )
        raise ClaimError(f"{row}: {label} names the keyword {unknown[0]!r}; known are {known}")
    if missing := sorted(signature.always - named):
        raise ClaimError(f"{row}: {label} does not name the keyword {missing[0]!r}, which {operation} always has")
    return frozenset(named & signature.features)
