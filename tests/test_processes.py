"""Nothing waits without end: not what tests start, no test, and no worker that nobody waits for any more."""

import ast
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import TookTooLong, run, running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

HOLD = "import time; held = open('held', 'w'); time.sleep(600)"
START = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {HOLD!r}])"
"""Programs: one that stays, and one that leaves it behind."""

STUCK = """
import os, sys
sys.path[:0] = [os.getcwd()]
from tests.hostile import never_returns

held = open("held", "w")
"""
"""A row that does not return."""

REPLAY = ["1x1x3 * 1x1x1 s2", "--law", "striding_is_subsampling", "stuck.py:never_returns"]


class Held:
    """A named pipe, of which a process is known to be alive that has opened it for writing."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def __call__(self) -> bool:
        try:
            return os.read(self._reading, 1) != b""
        except BlockingIOError:
            return True

    def ends(self, within: float = 60.0) -> bool:
        """Whether nobody holds it any more, if need be after a while."""
        deadline = time.monotonic() + within
        while self() and time.monotonic() < deadline:
            time.sleep(0.02)
        return not self()

    def close(self) -> None:
        os.close(self._reading)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    pipe = Held(tmp_path / "held")
    yield pipe
    pipe.close()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The project's tests, to be run with others."""
    for name in ("spec", "tests", "conftest.py", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "stuck.py").write_text(STUCK)
    return tmp_path


def command_for(checkout: Path, text: str, *options: str) -> list[str]:
    """The command that runs the tests in `text`."""
    (checkout / "test_it.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(checkout)]
    return [*command, *options, "test_it.py"]


def test_a_process_that_takes_too_long_is_ended_and_so_is_what_it_started(tmp_path: Path, held: Held) -> None:
    with running([sys.executable, "-c", f"print('asked', flush=True); {START}; {HOLD}"], cwd=tmp_path) as started:
        started.until(held, "the pipe is held")
        started.deadline = 0
        with pytest.raises(TookTooLong, match="was not through in time\nasked"):
            started.wait()
    assert held.ends()


def test_nothing_that_a_process_started_outlives_it(tmp_path: Path, held: Held) -> None:
    with running([sys.executable, "-c", f"{START}.wait()"], cwd=tmp_path) as started:
        started.until(held, "the pipe is held")
        started.process.kill()
        started.wait()
        assert held()
    assert held.ends()


def test_what_is_waited_for_may_fail_to_come(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="ended with 0 before a sign was given\ndone"),
        running([sys.executable, "-c", "print('done')"], cwd=tmp_path) as started,
    ):
        started.until((tmp_path / "sign").exists, "a sign was given")


def test_a_test_that_does_not_end_fails_with_its_worker_and_the_next_is_run(checkout: Path, held: Held) -> None:
    text = f"""
from spec.operands.descriptor import Descriptor
from spec.isolation.worker import Worker

def test_that_hangs():
    with Worker({REPLAY[3]!r}) as worker:
        worker.replay({REPLAY[2]!r}, Descriptor.parse({REPLAY[0]!r}))

def test_that_does_not():
    pass
"""
    done = run(command_for(checkout, text, "--limit", "2"), cwd=checkout)
    assert "TookTooLong: the test did not end within 2 s" in done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert held.ends()


@pytest.mark.parametrize(
    "hang",
    ["sum(itertools.repeat(0))", "threading.Thread(target=time.sleep, args=(600,)).start()"],
    ids=["in C", "at the exit"],
)
def test_a_run_that_python_cannot_end_is_ended_all_the_same(checkout: Path, hang: str) -> None:
    text = f"import itertools, threading, time\n\ndef test_that_hangs():\n    {hang}\n"
    done = run(command_for(checkout, text, "--limit", "0.5"), cwd=checkout)
    assert done.returncode == 1
    assert "Timeout (0:00:01)!" in done.stderr


def test_a_worker_that_nobody_waits_for_any_more_ends(checkout: Path, held: Held) -> None:
    with running([sys.executable, "-m", "spec", "replay", *REPLAY], cwd=checkout) as started:
        started.until(held, "the row was imported")
        started.process.send_signal(signal.SIGKILL)
        started.wait()
        assert held.ends()


STARTING = {"subprocess", "multiprocessing", "concurrent", "pebble", "pty", "asyncio"}
"""Packages that start processes; `os` does as well."""


def starts(path: Path) -> set[str]:
    """What a file names that starts processes."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute)} & set(dir(os))
    return {name for name in names if name.partition(".")[0] in STARTING} | set(
        filter(re.compile("fork|exec|popen|system$|(posix_)?spawn").match, called)
    )


def test_tests_start_processes_with_a_limit_and_in_no_other_way() -> None:
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").glob("test_*.py")]
    files.remove(ROOT / "tests" / "hostile.py")  # it runs in workers
    assert [path for path in files if starts(path)] == [ROOT / "tests" / "processes.py"]
