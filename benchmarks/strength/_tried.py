"""What comes of small changes of programs: each is tried in a process of its own, and has a reason if it survives."""

import multiprocessing
import os
import resource
import signal
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from .._measuring import bar
from ._changes import changes

MEMORY = 8
"""GiB that a changed program may address; some ask for terabytes."""

TIMED_OUT, SURVIVES = "timed out", "survives"
"""What can come of a change, beside what `tried` is told."""


@dataclass(frozen=True)
class Changed:
    """A program of which one line is another; the lines without their indentation."""

    name: str
    """What the program is called."""
    line: str
    instead: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by: no line number, so that it outlives changes elsewhere in the program."""
        return self.name, self.line, self.instead


def changed(programs: Mapping[str, str]) -> list[Changed]:
    """Every different program that cosmic-ray makes by one change, of programs by their names."""
    return [Changed(name, *change) for name, source in programs.items() for change in changes(source)]


def tried(
    mutants: Iterable[Changed], told: Callable[[str, str], str], died: str, what: str, preloaded: Collection[str] = ()
) -> dict[Changed, str]:
    """What `told`, which is given the name and the source, says of each, and `died` where it ended its process.

    `what` stands beside the bar; the modules `preloaded` are imported once for all processes.
    """
    mutants = list(mutants)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([told.__module__, *preloaded])
    with ProcessPool(max_workers=os.cpu_count() or 1, max_tasks=1, context=context) as pool, bar("changes") as progress:
        futures = [pool.schedule(told, (mutant.name, mutant.source)) for mutant in mutants]
        said = [_said(future, died) for future in progress.track(futures, description=what)]
    return dict(zip(mutants, said, strict=True))


def confine(seconds: int) -> None:
    """Ends this process after so many seconds, and where it asks for too much memory; it is not warned of anything."""
    warnings.simplefilter("ignore")
    # Nothing catches the signal: it ends the process, whatever that is at.
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY << 30,) * 2)


def counted(outcomes: Mapping[Changed, str], names: Iterable[str]) -> dict[str, dict[str, int]]:
    """How often each outcome came of each program, the most frequent first."""
    return {
        name: dict(Counter(found for mutant, found in outcomes.items() if mutant.name == name).most_common())
        for name in names
    }


def unaccounted(found: dict[str, Any], reasons: Mapping[tuple[str, str, str], str]) -> list[str]:
    """Survivors that nobody gave a reason for, and reasons for what does not survive."""
    surviving = set(map(tuple, found["survivors"]))
    complaints = [f"no reason is given why this survives: {key}" for key in surviving - set(reasons)]
    return complaints + [
        f"a reason is given why this survives, and it does not: {key}" for key in set(reasons) - surviving
    ]


def _said(future: "ProcessFuture[str]", died: str) -> str:
    try:
        found: str = future.result()
    except ProcessExpired as expired:
        return TIMED_OUT if expired.exitcode == -signal.SIGALRM else died
    return found
