"""Part: some of the laws, asked of one row. It is the unit of work for a thread or a worker of a cluster."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ..checking.precision import behaves_like
from ..checking.run import Run
from ..reports.report import Report
from ..reports.verdict import Verdict
from .process import Death, Limits
from .worker import Worker


@dataclass(frozen=True)
class Arithmetic:
    """The arithmetic that a row behaves like, by dtype."""

    precision: dict[str, str]


Message = Report | Verdict | Arithmetic
"""What a part sends: a report on the row without verdicts, a verdict, or the arithmetic of the row."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Laws to ask of the row that `typed` names, one after the other."""

    typed: str
    laws: tuple[str, ...]
    run: Run
    limits: Limits
    introduces: bool
    """Whether it sends the report without verdicts, before its laws."""
    measures: bool
    """Whether it sends the arithmetic of the row, after its laws."""

    def ask(self, worker: Worker, tell: Callable[[Message], None]) -> None:
        """Asks the laws in `worker`, and passes each message to `tell` as soon as it is known.

        Raises what `Worker.judge` raises.
        """
        if self.introduces:
            tell(worker.introduce(self.run))
        for law in self.laws:
            verdict = worker.judge(law, self.run)
            if self.run.is_over and not verdict.failed:
                return  # it was cut short, and says nothing
            tell(verdict)
        if self.measures:
            with suppress(Death):
                tell(Arithmetic(worker.ask(behaves_like)))


class Workers:
    """One worker for each thread at a time. A thread that changes to another row gets a new worker."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._all: set[Worker] = set()
        self._closed = False

    def ask(self, part: Part, tell: Callable[[Message], None]) -> None:
        """Asks a part in the worker that this thread has, or in a new one if that worker is of another row."""
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None or worker not in self._all or (worker.typed, worker.limits) != (part.typed, part.limits):
            if worker:
                self._end(worker)
            worker = self._own.worker = Worker(part.typed, part.limits)
            self._all.add(worker)
            if self._closed:
                self._end(worker)
        part.ask(worker, tell)

    def close(self) -> None:
        """Ends all workers."""
        self._closed = True
        for worker in list(self._all):
            self._end(worker)

    def _end(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.close()
