"""Workaround: what an adapter does for its library, beyond renaming and reordering."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Workaround:
    """What an adapter does for its library where the library cannot be asked without it.

    An adapter renames and reorders. Where it copies, refuses, caps or withdraws, it says so by one of these: a cell of
    the matrix whose law met such a call is marked, and the row's page and the report tell why. `when` is a predicate on
    what the row is called with, as that of a `Deviation` is. `report` is the address of the report to the library, if
    there is one.
    """

    because: str
    when: Callable[[Any], bool]
    report: str = ""

    def __str__(self) -> str:
        return f"the workaround ({self.because})"
