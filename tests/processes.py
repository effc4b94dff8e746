"""Processes that tests start: each has a time limit, and nothing that it started outlives it."""

import locale
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

Done = subprocess.CompletedProcess[str]

LIMIT = 300.0
"""Seconds until a process is ended."""

_LOOK = 0.02
"""Seconds between two looks at what is waited for."""


class TookTooLong(AssertionError):
    """A process was not through in time. What it said so far is told."""


@dataclass
class Running:
    """A process that leads a group of its own."""

    process: subprocess.Popen[bytes]
    deadline: float
    _out: IO[bytes]
    _err: IO[bytes]

    @property
    def group(self) -> int:
        """The number of the group."""
        return self.process.pid

    def until(self, seen: Callable[[], bool], what: str) -> None:
        """Waits until `seen`; `what` that is, in words."""
        while not seen():
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode} before {what}{self.said()}")
            if time.monotonic() > self.deadline:
                raise TookTooLong(f"{what} did not come in time{self.said()}")
            time.sleep(_LOOK)

    def wait(self) -> Done:
        """What came of it."""
        try:
            status = self.process.wait(max(0.0, self.deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise TookTooLong(f"{self.process.args!r} was not through in time{self.said()}") from None
        return Done(self.process.args, status, _text(self._out), _text(self._err))

    def said(self) -> str:
        """What it printed so far."""
        return f"\n{_text(self._out)}\n{_text(self._err)}"


@contextmanager
def running(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    limit: float = LIMIT,
    typed: str = "",
) -> Iterator[Running]:
    """Starts a process without a terminal, whose input is what was `typed` beforehand; in the end, it and all that it
    started are killed.
    """
    # Files and not pipes: nobody waits for the end of a file that another process holds open.
    with TemporaryFile() as keys, TemporaryFile() as out, TemporaryFile() as err:
        keys.write(typed.encode())
        keys.seek(0)
        deadline = time.monotonic() + limit
        process = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=keys, stdout=out, stderr=err, start_new_session=True
        )
        try:
            yield Running(process, deadline, out, err)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def run(command: Sequence[str], **how: Any) -> Done:
    """What comes of a process, as `subprocess.run` tells it; `how` is what `running` takes. Raises TookTooLong where it
    is not through in time.
    """
    with running(command, **how) as started:
        return started.wait()


def _text(file: IO[bytes]) -> str:
    """All that was written. The position in the file is the process's own, and stays where it is."""
    written = os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)
    return written.decode(locale.getpreferredencoding(False), "replace")
