"""Needs: what a law can require of an implementation, beside its operation, and of the problems it is asked about."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ..definition.dtypes import floating, inexact
from ..definition.geometry import PADDINGS
from ..operands.descriptor import Descriptor
from ..operands.fresh import outline_of
from .claims import Claims
from .implementation import Implementation


@dataclass(frozen=True)
class Need:
    """Something that a law can need."""

    words: str
    """What an implementation that has it does, in words."""
    claimed: Callable[[Implementation, Claims], bool]
    """Whether an implementation has it, given the claims of the law's operation."""
    used: Callable[[Descriptor, Claims], bool] | None = None
    """Whether a problem drawn from these claims uses it; None where a problem does not show this."""


def _keyword(name: str, words: str, used: Callable[[Descriptor, Claims], bool] | None = None) -> Need:
    """The need that an operation's signature names a keyword."""
    return Need(words, lambda _, claims: name in claims.features, used)


def _claims_boundaries(_: Implementation, claims: Claims) -> bool:
    return "boundary" in claims.features and set(claims.boundaries) != {"zero"}


def _is_padded(problem: Descriptor, _: Claims) -> bool:
    return problem.padding not in ("valid", ((0, 0),) * problem.rank)


NEEDS = {
    "bias": _keyword("bias", "claims a bias", lambda problem, _: problem.bias is not None),
    "stride": _keyword("stride", "claims strides", lambda problem, _: set(problem.stride) != {1}),
    "padding": _keyword("padding", "claims a padding", _is_padded),
    "boundary": Need(
        "claims a boundary other than zeros", _claims_boundaries, lambda problem, _: problem.boundary != "zero"
    ),
    "dilation": _keyword("dilation", "claims dilations", lambda problem, _: set(problem.dilation) != {1}),
    "groups": _keyword("groups", "claims groups", lambda problem, _: problem.groups > 1),
    "output_padding": _keyword("output_padding", "claims an output padding"),
    "wrt": _keyword("wrt", "computes gradients with respect to some of the arguments only"),
    "named": Need(
        "takes a padding by name",
        lambda _, claims: bool(claims.forms & set(PADDINGS)),
        lambda problem, _: isinstance(problem.padding, str),
    ),
    "layout": Need(
        "takes arrays that lie in memory otherwise than in C order",
        lambda *_: True,
        lambda problem, _: bool(problem.layouts),
    ),
    "batched": Need("takes batches, channels and filters", lambda _, claims: claims.batched),
    "concurrent": Need("may be called by several threads at once", lambda row, _: row.concurrent),
    "direct": Need(
        "adds products up directly, in any order",
        lambda _, claims: claims.rounds != "transform",
        lambda problem, claims: claims.rounding_of(outline_of(problem, claims.name)) == "direct",
    ),
    "float": Need(
        "has a real floating dtype",
        lambda _, claims: any(map(floating, claims.dtypes)),
        lambda problem, _: floating(problem.dtype),
    ),
    "inexact": Need(
        "has a floating dtype, real or complex",
        lambda _, claims: any(map(inexact, claims.dtypes)),
        lambda problem, _: inexact(problem.dtype),
    ),
    "complex": Need(
        "has a complex dtype",
        lambda _, claims: any(dtype.startswith("complex") for dtype in claims.dtypes),
        lambda problem, _: problem.dtype.startswith("complex"),
    ),
    "integer": Need(
        "has an integer dtype",
        lambda _, claims: any(dtype.startswith("int") for dtype in claims.dtypes),
        lambda problem, _: problem.dtype.startswith("int"),
    ),
    "axes": Need(
        "has two spatial axes or more", lambda _, claims: max(claims.ranks) > 1, lambda problem, _: problem.rank > 1
    ),
    "planes": Need("has two spatial axes", lambda _, claims: 2 in claims.ranks, lambda problem, _: problem.rank == 2),
    "next rank": Need(
        "has a rank and the rank above it",
        lambda _, claims: any(rank + 1 in claims.ranks for rank in claims.ranks),
        lambda problem, claims: problem.rank + 1 in claims.ranks,
    ),
    "gradients": Need("offers gradients", lambda row, _: "gradients" in row.operations),
}
"""What a law can need, by name. `drawing.valid` draws problems that use it."""


def uses(problem: Descriptor, claims: Claims, needs: Collection[str]) -> bool:
    """Whether `problem` uses all that `needs` name, as far as a problem shows it."""
    return all(used(problem, claims) for need in needs if (used := NEEDS[need].used))
