"""Turn: the problem that a worker is asked about now, in memory that it shares with the process that asks.

A process that has crashed, or does not return, sends no message. What it wrote into this memory stays there. Writing
takes less than a microsecond for each problem.
"""

import time
from multiprocessing.context import BaseContext

LONGEST = 2**16
"""The most bytes that a descriptor takes."""


class Turn:
    """The current problem, when it began, and its number among those of the current call: 0 before the first.

    The process that asks creates it, and passes it to the worker as an argument when it starts the worker.
    """

    def __init__(self, context: BaseContext) -> None:
        self._number, self._since = context.RawValue("q"), context.RawValue("d")
        self._problem = context.RawArray("c", LONGEST)

    def begin(self) -> None:
        """No problem yet."""
        self._number.value, self._problem.value = 0, b""

    def take(self, problem: str) -> None:
        """Notes the next problem. The worker calls this before each problem."""
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
        """Seconds since the current problem began."""
        return time.monotonic() - float(self._since.value)
