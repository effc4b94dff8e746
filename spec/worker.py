"""Worker: an implementation in a process of its own.

What a row does to its process, it does to that one alone. Where the process crashes, exits, runs out of memory or never
returns, the law at hand has its verdict, with the problem that did it, and the others go on in a new process.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from . import desk
from .configuration import Unconfigured
from .descriptor import Descriptor
from .law import LAWS
from .order import as_asked
from .precision import behaves_like
from .report import Report, Status, Verdict
from .search import Effort, remember

_DEATHS = 20
"""Crashes that a law may cost, until a simpler problem is not looked for any more."""

_LOOK = 0.05
"""Seconds between two looks at a worker that has not answered yet."""

_STARTING = 300.0
"""Seconds in which a worker must have started, and imported what it needs, before it is asked anything."""

_environment = threading.Lock()
"""Held while the environment of this process is another one, for the sake of a process that it starts."""

_GRACE = 1.0
"""Seconds in which the pool notices that a worker has died."""


@dataclass(frozen=True)
class Limits:
    """What an implementation may take: seconds for one problem, and GiB of memory beyond what it has once imported."""

    seconds: float = 60.0
    memory: float = 8.0


class Death(Exception):
    """How a worker ended, and over which problem, the how manieth that it was asked."""

    def __init__(self, status: Status, how: str, problem: str = "", number: int = 0) -> None:
        super().__init__(how)
        self.status, self.how, self.problem, self.number = status, how, problem, number

    def verdict(self, law: str) -> Verdict:
        """What it means for the law at hand."""
        return Verdict(law, self.status, self.number, problem=self.problem, summary=self.how)


@dataclass(frozen=True)
class _Note:
    """What a worker writes down before it does a thing: who it is, and which problem it turns to."""

    pid: int
    number: int = 0
    problem: str = ""


class Worker:
    """The implementation that `typed` names (see `locate`), in a process of its own; in a new one when that has died.

    A context manager. Its process is started with `environment` beside that of this process, and what the row chooses
    goes before both (see `configuration`). `check` and `replay` raise what `locate` raises, and ClaimError.
    """

    def __init__(self, typed: str, limits: Limits | None = None, environment: Mapping[str, str] | None = None) -> None:
        self.typed, self.limits = typed, limits or Limits()
        self._temporary = TemporaryDirectory(prefix="corrspec-")
        self._folder = Path(self._temporary.name)
        self._environment = dict(environment or {})
        self._pool = _pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process."""
        self._pool.stop()
        self._pool.join()
        self._temporary.cleanup()

    def check(
        self,
        *,
        effort: Effort = "quick",
        seed: int = 0,
        laws: Iterable[str] | None = None,
        progress: Callable[[Verdict], None] | None = None,
    ) -> Report:
        """The same as `conformance.check`."""
        report, every = Report(self.typed, effort, seed, ()), laws is None
        laws = list(LAWS if laws is None else laws)
        try:
            witnesses = self.ask(desk.witnesses)
            introduced: Report = self.ask(desk.introduce)
        except Death as death:
            return replace(report, verdicts=tuple(death.verdict(law) for law in laws))
        typed = "" if self.typed == introduced.implementation else self.typed
        report = replace(introduced, effort=effort, seed=seed, typed=typed)
        verdicts = {}
        for law in as_asked(laws):
            found = self._check(report, law, witnesses)
            (verdicts[law],) = found.verdicts
            if progress:
                progress(verdicts[law])
            report = replace(
                report,
                compilations=report.compilations + found.compilations,
                compiling=report.compiling + found.compiling,
            )
        report = replace(report, verdicts=tuple(verdicts[law] for law in laws))
        with suppress(Death):
            report = replace(report, precision=self.ask(behaves_like) if every else {})
        return report

    def replay(self, law: str, problem: Descriptor) -> Verdict:
        """The same as `conformance.replay`."""
        try:
            found: Verdict = self.ask(desk.replay, law, problem)
        except Death as death:
            found = death.verdict(law)
            with suppress(Death):
                if self.ask(desk.is_recorded, law, problem):
                    found = replace(found, status="deviates")
        return found

    def script(self, law: str, problem: Descriptor, *, deadly: bool = False) -> str:
        """The same as `script.script`, which is told of a death that it did not foresee."""
        try:
            text: str = self.ask(desk.script, law, problem, deadly)
        except Death:
            return "" if deadly else self.script(law, problem, deadly=True)
        return text

    def _check(self, run: Report, law: str, witnesses: frozenset[tuple[str, str]]) -> Report:
        """The report on one law, in the run that `run` describes.

        After a crash the search is repeated in a new process, where it takes a problem that is known to be deadly for a
        failure, and goes on to a simpler one. Whoever dies of the witness of a deviation proves it, and a hang is as
        good as a crash; where the search then draws the witness, the deviation is honoured.
        """
        started = time.perf_counter()
        deadly: dict[str, str] = {}
        proven: dict[str, str] = {}
        while True:
            try:
                found: Report = self.ask(desk.check, law, run.effort, run.seed, deadly, proven)
                (verdict,) = found.verdicts
            except Death as death:
                if (law, death.problem) in witnesses and death.problem not in proven:
                    proven[death.problem] = death.how
                    continue
                simpler = death.status == "crashed" and len(deadly) < _DEATHS
                if death.problem and death.problem not in deadly and simpler:
                    deadly[death.problem] = death.how
                    continue
                verdict = death.verdict(law)
                if death.problem:
                    verdict = replace(verdict, script=self.script(law, Descriptor.parse(death.problem), deadly=True))
                found = Report(run.implementation, run.effort, run.seed, ())
            if verdict.status == "crashed" and verdict.problem in deadly:
                verdict = replace(verdict, summary=verdict.summary + self._alone(law, verdict.problem))
            if verdict.problem and verdict.failed:
                remember(run.implementation, law, verdict.problem)
            return replace(found, verdicts=(replace(verdict, seconds=time.perf_counter() - started),))

    def _alone(self, law: str, problem: str) -> str:
        """Whether a crash takes the problems that came before, in words."""
        self._renew()
        try:
            self.ask(desk.replay, law, Descriptor.parse(problem))
        except Death:
            return "; and again on this problem alone"
        return "; not on this problem alone, but after others"

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What `function`, given the implementation and `arguments`, returns in the worker. It is sent there by name.

        Raises Death where the process ends over it, and whatever `function` raises.
        """
        (self._folder / desk.NOTE).unlink(missing_ok=True)
        with _started_with(self._environment):
            future = self._pool.schedule(desk.work, (self._folder, self.typed, self.limits.memory, function, arguments))
        noted, since = self._noted(), time.monotonic()
        while not wait([future], timeout=_LOOK).done:
            limit = self.limits.seconds if noted and noted.problem else _STARTING
            if noted != (now := self._noted()):
                noted, since = now, time.monotonic()
            elif time.monotonic() - since > limit:
                raise self._end("timed out", f"did not return within {limit:g} s")
            elif noted and not _is_alive(noted.pid) and not wait([future], timeout=_GRACE).done:
                # The pool takes a process that ends well for one that has nothing left to do.
                raise self._end("crashed", _how(0))
        try:
            return future.result()
        except Unconfigured as unconfigured:
            self._environment |= unconfigured.environment
            self._renew()
            return self.ask(function, *arguments)
        except ProcessExpired as expired:
            raise self._end("crashed", _how(expired.exitcode or 0)) from expired
        except BrokenExecutor as broken:
            raise self._end("crashed", "ended its process between two laws") from broken

    def _noted(self) -> _Note | None:
        try:
            pid, number, problem = (self._folder / desk.NOTE).read_text(encoding="utf-8").split(" ", 2)
        except (FileNotFoundError, ValueError):
            return None
        return _Note(int(pid), int(number), problem.partition("\n")[0])

    def _end(self, status: Status, how: str) -> Death:
        """Puts an end to the process, and makes ready for the next."""
        noted = self._noted() or _Note(0)
        if noted.pid:
            with suppress(ProcessLookupError):
                os.kill(noted.pid, signal.SIGKILL)
        self._renew()
        if status == "crashed" and (said := _last_line(self._folder / desk.OUTPUT)):
            how += f", saying: {said}"
        if not noted.problem:
            how += ", before it was asked anything"
        return Death(status, how, noted.problem, noted.number)

    def _renew(self) -> None:
        self._pool.stop()
        self._pool.join()
        self._pool = _pool()


@contextmanager
def _started_with(environment: dict[str, str]) -> Iterator[None]:
    """Adds to the environment that a process is started with here."""
    with _environment:
        before = dict(os.environ)
        os.environ.update(environment)
        try:
            yield
        finally:
            for name in environment:
                if name in before:
                    os.environ[name] = before[name]
                else:
                    del os.environ[name]


def _pool() -> ProcessPool:
    return ProcessPool(max_workers=1, context=multiprocessing.get_context("spawn"))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _how(status: int) -> str:
    """The end of a process in words, from its exit status: a signal's is negative."""
    return f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with the exit status {status}"


def _last_line(output: Path) -> str:
    """The last thing that was printed, before the stack that some libraries print as they abort."""
    lines = output.read_text(encoding="utf-8", errors="replace").split("\n") if output.exists() else []
    said = (" ".join(line.split())[:200] for line in reversed(lines))
    return next((line for line in said if line and not line.startswith(("@", "***"))), "")
