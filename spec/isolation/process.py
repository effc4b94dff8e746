"""Process: where an implementation runs, and how functions are called there.

This module and its imports need the standard library alone. So a process can be started before all else is imported,
and do its own imports in the meantime.
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
"""Seconds that a process has to start and to import what it needs, before its first problem."""

_environment = threading.RLock()
"""Held while the environment of this process is changed for a process that it starts."""


@dataclass(frozen=True)
class Limits:
    """The limits of an implementation: seconds for one problem, and GiB of memory beyond what it uses once imported."""

    seconds: float = 60.0
    memory: float = 8.0


@dataclass(frozen=True)
class Value:
    """The answer of a process where the function returned."""

    value: Any


@dataclass(frozen=True)
class Error:
    """The answer of a process where the function raised."""

    error: Exception


class Death(Exception):
    """The end of a worker's process: how it ended, on which problem, and the number of this problem in its call."""

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
        # The sentinel of multiprocessing exists on every platform, but processes that the child leaves behind hold it.
        self._ended = os.pidfd_open(self._process.pid or 0) if hasattr(os, "pidfd_open") else self._process.sentinel

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], noted: bool) -> Any:
        """What the function returns in the process. Raises what the function raises, and Death."""
        self._turn.begin()
        started = time.monotonic()
        try:
            self._pipe.send((function, arguments, noted))
            while (left := self._left(started)) > 0:
                # A problem that begins in the meantime times out no sooner than this.
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
        """Seconds until the function must have returned, or begun another problem."""
        if self._turn.number:
            return self.limits.seconds - self._turn.seconds
        return started + _STARTING - time.monotonic()

    def end(self) -> None:
        """Ends the process, whatever it is doing."""
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
    """Starts a process in advance. The first call of `started` for `typed` gets it."""
    _ahead.append(Process(typed, limits))
    try:
        yield
    finally:
        while _ahead:
            _ahead.pop().end()


def started(typed: str, limits: Limits, environment: Mapping[str, str]) -> Process:
    """A process that serves `typed`. Its environment is that of this process, with `environment` added."""
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
    """Adds `environment` to that of processes started in the body."""
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
    """Lets this process start others even if it is a daemon, which multiprocessing forbids. Our processes end with
    their parent anyway.
    """
    mine: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    with _environment:
        was = mine.pop("daemon", None)
        try:
            yield
        finally:
            if was is not None:
                mine["daemon"] = was


def _last_line(output: Path) -> str:
    """The last line that was printed, except for the stack that some libraries print as they abort."""
    lines = output.read_text(encoding="utf-8", errors="replace").split("\n") if output.exists() else []
    said = (" ".join(line.split())[:200] for line in reversed(lines))
    return next((line for line in said if line and not line.startswith(("@", "***"))), "")
