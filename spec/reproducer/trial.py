"""Trial: runs a program once, in a process of its own, before it is reported to show something.

This module imports the standard library alone, since `isolation.process` imports it before it starts a process.
"""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 60.0
"""The longest that a program may run; if it is expected not to return, the longest until its first line of output."""


PATIENCE = 10.0
"""How long a program that is expected not to return must run, or as long as the row's time limit, if that is less."""


_LOOK = 0.02
"""Seconds between two looks at a program that is expected not to return."""


_BOOTSTRAP = """
import os, resource, signal, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
signal.alarm(int(sys.argv[1]))
os.execv(sys.executable, [sys.executable, sys.argv[2]])
"""
"""Sets an alarm and runs the program. The alarm survives `execv`, and the end of the process that started this."""


_RAISED = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*([\w.]+)", re.MULTILINE)
"""The class of an exception, as Python prints it."""


def ended(status: int) -> str:
    """The end of a process in words, from its exit status, which is negative for a signal."""
    return f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with the exit status {status}"


def shortcoming(program: str, seen: str, seconds: float = PATIENCE) -> str:
    """Why a program does not show what was seen, or nothing where it does.

    `seen` says in words how the process ended, that it did not return within `seconds`, or else what was raised or
    answered. The limits of this process hold for the program.
    """
    how = re.split("[,;\n]", seen)[0]
    patience = min(seconds, PATIENCE) if how.startswith("did not return") else None
    with TemporaryDirectory(prefix="corrspec-") as folder:
        status, printed = _run(Path(folder), program, patience)
    if status is None:
        return "" if patience is not None else f"it does not come to an end within {SECONDS:g} s"
    raised = [name.rpartition(".")[2] for name in _RAISED.findall(printed)]
    if how.startswith("ended "):
        # If the library ends its process with status 0, the program ends with status 1.
        shows = how == ended(status) or (how, status) == (ended(0), 1)
        shows = shows and (status < 0 or not raised)
    else:
        # An exception must be the one that was seen, not one of the program.
        shows = status == 1 and (not raised or any(re.search(rf"\b{name}\b", seen) for name in raised))
    return "" if shows else f"run by itself it does not show this: it {_said(status, printed)}"


def _run(folder: Path, program: str, patience: float | None) -> tuple[int | None, str]:
    """The exit status of a program, or None where it did not end, and what it wrote to stderr. If `patience` is given,
    the program is expected not to return: it has so many seconds after the first line that it prints.
    """
    file, out, err = folder / "bug.py", folder / "out", folder / "err"
    file.write_text(program, encoding="utf-8")
    # Modules that can be imported here can be imported there.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in sys.path)}
    limit = SECONDS + (patience or 0)
    command = [sys.executable, "-c", _BOOTSTRAP, str(int(limit) + 1), str(file)]
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, start_new_session=True
        )
        try:
            if patience is not None:
                _wait_for_a_line(process, out, patience)
                limit = patience
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            _end(process)
    return status, err.read_text(encoding="utf-8", errors="replace")


def _wait_for_a_line(process: subprocess.Popen[bytes], out: Path, patience: float) -> None:
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and not out.stat().st_size and time.monotonic() < deadline:
        time.sleep(min(_LOOK, patience))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process, and all that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _said(status: int, printed: str) -> str:
    """How a program ended, in words, if it was expected to end otherwise."""
    if status == 0:
        return "finds every answer right"
    lines = [line for line in printed.splitlines() if line.strip()]
    return f"raises {lines[-1]}" if _RAISED.search(printed) else ended(status)
