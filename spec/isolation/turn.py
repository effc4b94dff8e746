"""Turn: the problem that a worker is at, in memory that it shares with whoever asked it.

A process that crashed, or does not return, says nothing any more. What it wrote into this memory stays there, and
costs no more than a microsecond for each problem.
"""

import time
from multiprocessing.context import BaseContext

LONGEST = 2**16
"""Bytes of a descriptor, at most."""


class Turn:
    """The problem at hand, when its turn came, and the how manieth of the present call it is: none is the 0th.

    Made by the process that asks, and sent to the one that is asked as an argument when that is started.
    """

    def __init__(self, context: BaseContext) -> None:
        self._number, self._since = context.RawValue("q"), context.RawValue("d")
        self._problem = context.RawArray("c", LONGEST)

    def begin(self) -> None:
        """No problem yet."""
        self._number.value, self._problem.value = 0, b""

    def take(self, problem: str) -> None:
        """Says, in the process that is asked, that this problem is next."""
        self._problem.value = problem.encode()[: LONGEST - 1]
        self._since.value = time.monotonic()
        self._number.value += 1

    @property
    def number(self) -> int:
        number: int = self._number.value
        return number

    @property
    def problem(self) -> str:
        problem: bytes = self._problem.value
        return problem.decode(errors="replace")

    @property
    def seconds(self) -> float:
        """How long the problem at hand has taken so far."""
        return time.monotonic() - float(self._since.value)
