"""Rows: several implementations checked at once. Their verdicts come in the order in which the rows were named.

The laws of each row are cut into parts. Each part is a task for threads of this process, with a worker each, or for any
executor of `concurrent.futures`, such as that of a cluster.
"""

import math
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Self

from ..checking.order import as_asked
from ..checking.refusals import charged
from ..checking.run import Run
from ..laws import LAWS
from ..reports.report import Report
from ..reports.verdict import Verdict
from .part import Arithmetic, Message, Part, Workers
from .process import Limits

TASK = 5
"""The number of laws in a part for an executor. They are few, since all of a part is lost where its worker dies."""

FIRST = 4
"""The number of laws that the first part begins with: most faults break one of these."""

_WORKERS = Workers()
"""The workers of this process, where it belongs to an executor."""


@dataclass
class _Row:
    """What is known about one row so far."""

    parts: int
    messages: SimpleQueue[Message | BaseException | None] = field(default_factory=SimpleQueue)
    """Filled by the parts; None marks the end of a part."""
    introduced: Report | None = None
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    precision: dict[str, str] = field(default_factory=dict)


class Rows:
    """The implementations called `names`, asked all laws or `laws`, in as many parts as keep `jobs` workers busy.

    The workers are processes on this machine, or on the machines of the `executor`. Laws that are not reached before
    the run `ends` are not asked. This is a context manager: on exit it ends all that still runs.
    """

    def __init__(
        self,
        names: Iterable[str],
        run: Run,
        *,
        laws: Iterable[str] | None = None,
        limits: Limits | None = None,
        jobs: int = 1,
        executor: Executor | None = None,
    ) -> None:
        names = list(names)
        self._laws = list(LAWS if laws is None else laws)
        order = as_asked(self._laws)
        # On this machine all parts of a row begin at once, so verdicts in order never wait for a part not yet begun.
        count = math.ceil(len(order) / TASK if executor else jobs / max(1, len(names)))
        count = max(1, min(count, len(order)))
        self._rows = {name: _Row(count) for name in names}
        self._workers = Workers()
        self._pool = ThreadPoolExecutor(jobs)
        self._futures: list[Future[list[Message]]] = []
        for name, row in self._rows.items():
            for number in range(count):
                part = Part(
                    typed=name,
                    laws=tuple((order[:FIRST] if number == 0 else []) + order[FIRST:][number::count]),
                    run=run,
                    limits=limits or Limits(),
                    introduces=number == 0,
                    measures=number == 0 and laws is None,
                )
                if executor:
                    future = executor.submit(messages_of, part)
                    future.add_done_callback(partial(_tell, row))
                    self._futures.append(future)
                else:
                    self._pool.submit(self._ask, part, row)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for future in self._futures:
            future.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._workers.close()

    def of(self, name: str) -> Iterator[Verdict]:
        """The verdicts on one row, in the order in which laws are asked. Each comes when all before it are known.

        Raises what `Worker.judge` raises.
        """
        row, waiting = self._rows[name], as_asked(self._laws)
        for _ in range(row.parts):
            while (message := row.messages.get()) is not None:
                if isinstance(message, BaseException):
                    raise message
                if isinstance(message, Report):
                    row.introduced = message
                elif isinstance(message, Arithmetic):
                    row.precision = message.precision
                else:
                    row.verdicts[message.law] = message
                while waiting and waiting[0] in row.verdicts:
                    yield row.verdicts[waiting.pop(0)]
        # If the time was up, some laws before these were never asked.
        yield from (row.verdicts[law] for law in waiting if law in row.verdicts)

    def report(self, name: str) -> Report | None:
        """The report on a row as far as `of` has read its verdicts; None before the first message."""
        row = self._rows[name]
        if row.introduced is None:
            return None
        verdicts = charged(row.verdicts[law] for law in self._laws if law in row.verdicts)
        return row.introduced.with_verdicts(verdicts, row.precision)

    def _ask(self, part: Part, row: _Row) -> None:
        try:
            self._workers.ask(part, row.messages.put)
        except BaseException as error:
            row.messages.put(error)
        row.messages.put(None)


def messages_of(part: Part) -> list[Message]:
    """The messages of a part, asked in a process of an executor."""
    found: list[Message] = []
    _WORKERS.ask(part, found.append)
    return found


def close_workers() -> None:
    """Ends the workers of this process, where it belongs to an executor."""
    global _WORKERS
    _WORKERS.close()
    _WORKERS = Workers()


def _tell(row: _Row, future: Future[list[Message]]) -> None:
    try:
        for one in future.result():
            row.messages.put(one)
    except (Exception, CancelledError) as error:
        row.messages.put(error)
    row.messages.put(None)
