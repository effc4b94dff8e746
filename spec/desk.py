"""What runs in a worker: the implementation, and a note of what it is asked, which outlives the process."""

import multiprocessing
import os
import resource
import sys
import threading
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from . import configuration, conformance
from .coverage import Coverage
from .descriptor import Descriptor
from .implementation import Implementation
from .law import LAWS
from .locate import locate
from .report import Report, Verdict
from .script import script as show
from .search import Effort, Observer

GIB = 2**30

NOTE, OUTPUT = "note", "output"
"""The files of a worker's folder: what it is at, and what was printed."""

_note = -1
"""The note, open."""


def work(folder: Path, typed: str, memory: float, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What `function` returns of the implementation that `typed` names and `arguments`. `memory` is a limit in GiB."""
    global _note
    _note = os.open(folder / NOTE, os.O_WRONLY | os.O_CREAT)
    _write(0)
    home = Path.cwd()
    try:
        return function(_located(folder, typed, memory), *arguments)
    finally:
        os.close(_note)
        os.chdir(home)


def introduce(row: Implementation) -> Report:
    """The report on the row before it is asked anything."""
    return conformance.check(row, laws=())


def witnesses(row: Implementation) -> frozenset[tuple[str, str]]:
    """The witnesses of its deviations, each with its law."""
    return frozenset((known.law, str(conformance.witness_of(row, known))) for known in row.deviations)


def check(
    row: Implementation, law: str, effort: Effort, seed: int, deadly: dict[str, str], proven: dict[str, str]
) -> Report:
    """One law."""
    return conformance.check(row, effort=effort, seed=seed, laws=[law], asking=_writing(), deadly=deadly, proven=proven)


def replay(row: Implementation, law: str, problem: Descriptor) -> Verdict:
    """One problem."""
    return conformance.replay(row, law, problem, asking=_writing())


def script(row: Implementation, law: str, problem: Descriptor, deadly: bool) -> str:
    """The program that shows, without this project, that the row breaks a law on one problem."""
    _writing()(LAWS[law], problem)
    return show(row, LAWS[law], problem, deadly=deadly)


def profile(row: Implementation, effort: Effort, seed: int) -> Coverage:
    """The problems of a run. The witnesses of deviations are not part of it, so they may as well be deadly."""
    coverage = Coverage()
    conformance.check(
        row,
        effort=effort,
        seed=seed,
        laws=LAWS,
        asking=_writing(),
        asked=lambda _, problem: coverage.add(problem),
        proven={witness: "not asked" for _, witness in witnesses(row)},
    )
    return coverage


def is_recorded(row: Implementation, law: str, problem: Descriptor) -> bool:
    """Whether the problem lies in a deviation of the row."""
    return conformance.is_recorded(row, law, problem, asking=_writing())


@cache
def _located(folder: Path, typed: str, memory: float) -> Implementation:
    """The implementation, after what it prints was turned away from the terminal, and its memory limited."""
    output = os.open(folder / OUTPUT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(output, 1)
    os.dup2(output, 2)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    configuration.start_again_if_unconfigured()
    row = locate(typed)
    if sys.platform == "linux":
        # Elsewhere there is no telling how much it has.
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + int(memory * GIB)
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
    return row


def _end_with_the_parent() -> None:
    """Nobody else would end a row that does not return, where whoever asked it was killed."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _writing() -> Observer:
    """Notes every problem, before the implementation sees it."""
    numbers = count(1)
    return lambda _, problem: _write(next(numbers), str(problem))


def _write(number: int, problem: str = "") -> None:
    os.pwrite(_note, f"{os.getpid()} {number} {problem}\n".encode(), 0)
