"""Rows: several implementations at once, each in a worker, and told of in the order in which they were named."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, Self

from .report import Report, Verdict
from .worker import Limits, Worker

Told = Verdict | Report | BaseException
"""What is told of a row: each verdict as it falls, and in the end the report, or what prevents it."""


class Rows:
    """The implementations called `names`, `jobs` of them at once. `run` is what `Worker.check` is given.

    A context manager: in the end, whatever still runs is ended.
    """

    def __init__(self, names: Iterable[str], limits: Limits, jobs: int, run: Mapping[str, Any]) -> None:
        self._told: dict[str, SimpleQueue[Told]] = {name: SimpleQueue() for name in names}
        self._workers = {name: Worker(name, limits) for name in self._told}
        self._run = run
        self._pool = ThreadPoolExecutor(jobs)
        for name in self._told:
            self._pool.submit(self._check, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers.values():
            worker.close()

    def of(self, name: str) -> Iterator[Verdict | Report]:
        """The verdicts on one of them as they fall, and then the report. Raises what `Worker.check` raises."""
        while True:
            told = self._told[name].get()
            if isinstance(told, BaseException):
                raise told
            yield told
            if isinstance(told, Report):
                return

    def _check(self, name: str) -> None:
        queue = self._told[name]
        try:
            with self._workers[name] as worker:
                queue.put(worker.check(**self._run, progress=queue.put))
        except BaseException as error:
            queue.put(error)
