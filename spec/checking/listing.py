"""Listing: the problems that a search asks about, without asking."""

from dataclasses import dataclass, field

from ..contract.implementation import Implementation
from ..laws.law import Law
from ..operands.descriptor import Descriptor
from ..reports.failure import Failure
from .effort import Effort
from .run import Run
from .search import Search


@dataclass
class _Listing(Search):
    """A search to which no problem is a failure, and which calls nothing."""

    listed: dict[Descriptor, None] = field(default_factory=dict)

    def _can_handle(self, _: Descriptor) -> bool:
        return True

    def _failure(self, descriptor: Descriptor) -> Failure | None:
        self.listed[descriptor] = None
        return None


def drawn(row: Implementation, law: Law, effort: Effort, seed: int) -> tuple[Descriptor, ...]:
    """The problems that a search which finds nothing asks `law` about, in order, each once."""
    listing = _Listing(row, law, Run(effort=effort, seed=seed))
    listing.look()
    return tuple(listing.listed)
