"""Process: where an implementation runs, and what it takes to ask something there.

This module, and what it imports, need the standard library alone, so that a process can be started before all else is
imported, and imports its own share meanwhile.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..reproducer.trial import ended
from .turn import Turn

if TYPE_CHECKING:
    from ..reports.failure import Outcome

_STARTING = 300.0
"""Seconds in which a process must have started, and imported what it needs, before it is asked anything."""

_environment = threading.RLock()
"""Held while the environment of this process is another one, for the sake of a process that it starts."""


@dataclass(frozen=True)
class Limits:
    """What an implementation may take: seconds for one problem, and GiB of memory beyond what it has once imported."""

    seconds: float = 60.0
    memory: float = 8.0


@dataclass(frozen=True)
class Value:
    """Said of a function that returned."""

    value: Any


@dataclass(frozen=True)
class Error:
    """Said of a function that raised."""

    error: Exception


class Death(Exception):
    """How a worker ended, and over which problem, the how manieth that it was asked."""

    def __init__(self, status: "Outcome", how: str, problem: str = "", number: int = 0) -> None:
        super().__init__(how)
        self.status, self.how, self.problem, self.number = status, how, problem, number


class Process:
    """A process that serves the implementation which `typed` names, and the pipe to it."""

    def __init__(self, typed: str, limits: Limits) -> None:
        self.typed, self.limits = typed, limits
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._turn = Turn(context)
        self._temporary = TemporaryDirectory(prefix="corrspec-")
        self._output = Path(self._temporary.name) / "output"
        arguments = theirs, self._turn, typed, limits.memory, self._output
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        with _able_to_start():
            self._process.start()
        theirs.close()
        # The sentinel of multiprocessing, which there is everywhere, is held by whatever the process leaves behind.
        self._ended = os.pidfd_open(self._process.pid or 0) if hasattr(os, "pidfd_open") else self._process.sentinel

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], noted: bool) -> Any:
        """What the function returns there. Raises what it raises, and Death."""
        self._turn.begin()
        started = time.monotonic()
        try:
            self._pipe.send((function, arguments, noted))
            while (left := self._left(started)) > 0:
                # A problem that begins in the meantime ends no sooner.
                ready = wait([self._pipe, self._ended], min(left, self.limits.seconds))
                if self._pipe in ready:
                    said: Value | Error = self._pipe.recv()
                    if isinstance(said, Value):
                        return said.value
                    raise said.error
                if ready:
                    raise EOFError
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self._process.join()
            raise self._death("crashed", ended(self._process.exitcode or 0)) from None
        limit = self.limits.seconds if self._turn.number else _STARTING
        raise self._death("timed out", f"did not return within {limit:g} s")

    def _left(self, started: float) -> float:
        """Seconds until it must have returned, or come to another problem."""
        if self._turn.number:
            return self.limits.seconds - self._turn.seconds
        return started + _STARTING - time.monotonic()

    def end(self) -> None:
        """Ends it, whatever it is at."""
        self._pipe.close()
        self._process.kill()
        self._process.join()
        if self._ended != self._process.sentinel:
            os.close(self._ended)
        self._process.close()
        self._temporary.cleanup()

    def _death(self, status: "Outcome", how: str) -> Death:
        if status == "crashed" and (said := _last_line(self._output)):
            how += f", saying: {said}"
        if not self._turn.problem:
            how += ", before it was asked anything"
        return Death(status, how, self._turn.problem, self._turn.number)


_ahead: list[Process] = []
"""Processes that were started before anybody asked for them."""


@contextmanager
def started_ahead(typed: str, limits: Limits) -> Iterator[None]:
    """Has a process started already for whoever needs the first one that serves `typed`."""
    _ahead.append(Process(typed, limits))
    try:
        yield
    finally:
        while _ahead:
            _ahead.pop().end()


def started(typed: str, limits: Limits, environment: Mapping[str, str]) -> Process:
    """A process that serves `typed`, with `environment` beside that of this process."""
    with _environment:
        for process in _ahead:
            if not environment and (process.typed, process.limits) == (typed, limits):
                _ahead.remove(process)
                return process
        with _started_with(environment):
            return Process(typed, limits)


def _serve(*arguments: Any) -> None:
    from .child import serve

    serve(*arguments)


@contextmanager
def _started_with(environment: Mapping[str, str]) -> Iterator[None]:
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


@contextmanager
def _able_to_start() -> Iterator[None]:
    """Lets a process that is a daemon start others: theirs end with it, and so do ours."""
    mine: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    with _environment:
        was = mine.pop("daemon", None)
        try:
            yield
        finally:
            if was is not None:
                mine["daemon"] = was


def _last_line(output: Path) -> str:
    """The last thing that was printed, before the stack that some libraries print as they abort."""
    lines = output.read_text(encoding="utf-8", errors="replace").split("\n") if output.exists() else []
    said = (" ".join(line.split())[:200] for line in reversed(lines))
    return next((line for line in said if line and not line.startswith(("@", "***"))), "")
