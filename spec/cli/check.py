"""The command `check`: asks rows, shows failures as they come, writes the file of reports, and prints the matrix."""

import argparse
import math
from contextlib import suppress
from pathlib import Path
from time import monotonic, time

from rich.console import Console
from rich.progress import Progress, TaskID

from ..checking.run import Run
from ..contract.operations import ClaimError
from ..display import progress, table
from ..display.run import ShownFailures, remarks
from ..isolation import child
from ..isolation.cluster import executor
from ..isolation.locate import NotFound, NotInstalled, rows
from ..isolation.process import Death, Limits
from ..isolation.rows import Rows
from ..isolation.worker import Worker
from ..laws import LAWS
from ..reports.file import dump
from ..reports.report import Report
from ..version import PROGRAM

CONFORMS, BREAKS, USAGE, INTERRUPTED = 0, 1, 2, 130

KEEPING = 2.0
"""Seconds between two writes of the file of reports, while a run goes on."""


def check(options: argparse.Namespace, console: Console, errors: Console) -> int:
    """Runs the command. Returns 0 where all conform, 1 where something breaks, 2 where a row cannot be asked, and 130
    where it was interrupted.
    """
    if not options.impl and not rows():
        raise NotFound("there is no folder impls/ here; name an implementation: package.module:NAME or path/to/file.py")
    names = list(dict.fromkeys(options.impl or rows()))
    laws = [law.name for law in options.laws] if options.laws else None
    if options.failed:
        laws = _failed_before(names, options.limits, laws)
        if not laws:
            console.print("nothing is kept that failed before")
            return CONFORMS
    ends = math.inf if options.minutes is None else time() + 60 * options.minutes
    run = Run(effort=options.effort, seed=options.seed, memory=options.memory, ends=ends)
    with executor(options.cluster, options.jobs) as (found, jobs), progress.progress(errors, "laws") as bar:
        asked = Rows(names, run, laws=laws, limits=options.limits, jobs=jobs, executor=found)
        with asked:
            checking = _Checking(options, asked, names, bar.add_task("", total=len(laws or LAWS) * len(names)))
            status = checking.follow(bar, console, errors)
    checking.conclude(console, len(laws or LAWS))
    return status


def _failed_before(names: list[str], limits: Limits, laws: list[str] | None) -> list[str]:
    """The laws for which failures are kept from earlier runs, for any of the rows that can be loaded."""
    found: set[str] = set()
    for name in names:
        # Errors in loading a row are reported later, when it is asked.
        with Worker(name, limits) as worker, suppress(NotInstalled, NotFound, Death):
            found |= worker.ask(child.failed_before)
    return [law for law in laws or LAWS if law in found]


class _Checking:
    """A run of the command over some rows, with its results so far."""

    def __init__(self, options: argparse.Namespace, asked: Rows, names: list[str], task: TaskID) -> None:
        self._options, self._asked, self._names, self._task = options, asked, names, task
        self._missing: dict[str, str] = {}
        self._problems: list[str] = []
        self._stopped = False
        self._kept = 0.0
        self._shown: dict[str, ShownFailures] = {}

    @property
    def _reports(self) -> dict[str, Report]:
        found = {name: self._asked.report(name) for name in self._names}
        return {name: report for name, report in found.items() if report}

    def follow(self, bar: Progress, console: Console, errors: Console) -> int:
        """Shows results as they come. Returns the exit status."""
        self._keep()
        try:
            for name in self._names:
                bar.update(self._task, description=name)
                self._follow(name, bar, console, errors)
                self._keep()
                if self._stopped:
                    break
                if not errors.is_terminal and (report := self._asked.report(name)):
                    said = "conforms" if report.conforms else "does not conform"
                    errors.print(f"{name}: {said}", markup=False)
        except KeyboardInterrupt:
            errors.print("interrupted: this is what is known so far", style="yellow")
            return INTERRUPTED
        finally:
            self._keep()
        if self._problems:
            return USAGE
        return CONFORMS if all(report.conforms for report in self._reports.values()) else BREAKS

    def _follow(self, name: str, bar: Progress, console: Console, errors: Console) -> None:
        shown = self._shown[name] = ShownFailures(name, console, self._options.traceback)
        try:
            for verdict in self._asked.of(name):
                bar.advance(self._task)
                if verdict.failed:
                    shown.show(verdict)
                if self._options.stop and verdict.failed:
                    self._stopped = True
                    return
                if monotonic() > self._kept + KEEPING:
                    self._keep()
        except NotInstalled as error:
            self._missing[name] = str(error)
            if self._options.impl:
                self._complain(error, errors)
        except (NotFound, ClaimError) as error:
            self._complain(error, errors)

    def _complain(self, error: Exception, errors: Console) -> None:
        self._problems.append(str(error))
        errors.print(f"{PROGRAM}: {error}", style="red", markup=False, soft_wrap=True)

    def _keep(self) -> None:
        """Writes the reports so far to the file, so that they are kept however this run ends."""
        if self._options.json:
            file: Path = self._options.json
            # A run that is killed while it writes leaves the file as it was.
            part = file.with_name(f"{file.name}.part")
            part.write_text(dump(self._reports.values(), self._missing), encoding="utf-8")
            part.replace(file)
            self._kept = monotonic()

    def conclude(self, console: Console, laws: int) -> None:
        """Prints the matrix, and remarks about it."""
        reports = self._reports
        if reports or (self._missing and not self._problems):
            console.print(table.matrix(reports.values(), self._missing, console.width))
            console.print()
            console.print(table.legend(reports.values()))
        for name, shown in self._shown.items():
            verdicts = reports[name].verdicts if name in reports else ()
            shown.conclude(verdict.law for verdict in verdicts if verdict.failed)
        for name, report in reports.items():
            for line in remarks(name, report, laws):
                console.print()
                console.print(line, markup=False, soft_wrap=True, style="dim")
