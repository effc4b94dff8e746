"""What the benchmarks share: alternating timings, rows that are listened to, Hypothesis without its database, tables
and a progress bar.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from multiprocessing import get_context
from typing import Any

import numpy as np
from hypothesis import settings
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from spec import Implementation, Operation
from spec.contract.operations import OperationName
from spec.display.progress import progress
from spec.isolation.cluster import executor

Function = Callable[..., Any]
Array = np.ndarray[Any, Any]


def alternating(tasks: Iterable[Callable[[], Any]], rounds: int) -> list[list[float]]:
    """The seconds that each of `tasks` took in every round.

    The tasks take turns, so that a slow spell of the machine falls on all of them.
    """
    tasks = list(tasks)
    seconds: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for task, spent in zip(tasks, seconds, strict=True):
            started = time.perf_counter()
            task()
            spent.append(time.perf_counter() - started)
    return seconds


def wrapped(row: Implementation, around: Callable[[OperationName, Function], Function]) -> Implementation:
    """`row` with every operation replaced by what `around` makes of its name and its function."""

    def function(name: OperationName, given: Any) -> Any:
        own = given if isinstance(given, Operation) else Operation(given)
        # The signature, by which the row claims its features, is kept.
        return replace(own, function=wraps(own.function)(around(name, own.function)))

    return replace(row, **{name: function(name, getattr(row, name)) for name in row.operations})


def arrays(answer: Any) -> tuple[Array, ...]:
    """The arrays of what an operation answers, which is one of them, several, or something else altogether."""
    parts = answer if isinstance(answer, tuple) else (answer,)
    return tuple(part for part in parts if isinstance(part, np.ndarray))


def silence() -> None:
    """Whatever this process prints from now on is not seen."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


@contextmanager
def processes(cluster: str | None = None) -> Iterator[Executor]:
    """One silent process for each processor, in which everything is known that is known here; or the cluster of Dask at
    this address.
    """
    with executor(cluster, 0) as (found, _):
        if found:
            yield found
        else:
            with ProcessPoolExecutor(mp_context=get_context("fork"), initializer=silence) as pool:
                yield pool


def forget_failures() -> None:
    """Keeps Hypothesis from trying first what failed in an earlier run."""
    settings.register_profile("benchmark", database=None)
    settings.load_profile("benchmark")


def table(title: str, *columns: str) -> Table:
    """An empty table: the first column names, the others are figures."""
    empty = Table(title=title, title_justify="left", title_style="", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        empty.add_column(column, justify="left" if column == columns[0] else "right")
    return empty


def bar(unit: str) -> Progress:
    """A progress bar on stderr that counts in `unit`."""
    return progress(Console(stderr=True, highlight=False), unit)
