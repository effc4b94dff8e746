"""A program is run once before anybody is told that it shows something."""

import signal
import sys
import time
from pathlib import Path

import pytest

from spec import check
from spec.isolation.locate import locate
from spec.isolation.process import Limits
from spec.isolation.worker import Worker
from spec.operands.descriptor import Descriptor
from spec.reproducer import trial
from spec.reproducer.trial import shortcoming
from tests import processes

LAW = "agrees_with_the_definition"

SHOWS = [
    ("import sys; sys.exit(1)", "differs"),
    ("raise ValueError('no')", "raised ValueError: no"),
    ("import zlib; zlib.decompress(b'')", "raised error: Error -5 while decompressing data"),
    ("raise MemoryError", "ran out of memory: MemoryError: "),
    ("raise ValueError", "differs\nrefused: ValueError: no"),
    ("import os; os.abort()", "ended by SIGABRT, saying: no; and again on this problem alone"),
    ("import os; os._exit(3)", "ended with the exit status 3; and again on this problem alone"),
    ("import os; os._exit(1)", "ended with the exit status 0"),
    ("import time; print('now', flush=True); time.sleep(99)", "did not return within 0.1 s"),
]

SHOWS_NOT = [
    ("", "differs", "it finds every answer right"),
    ("one", "differs", "it raises NameError: name 'one' is not defined"),
    ("one", "raised ValueError: no", "it raises NameError"),
    ("one", "ended with the exit status 1", "it raises NameError"),
    ("one", "ended with the exit status 0", "it raises NameError"),
    ("import sys; sys.exit(2)", "differs", "it ended with the exit status 2"),
    ("import os; os._exit(13)", "ended with the exit status 1", "it ended with the exit status 13"),
    ("import os; os.abort()", "ended by SIGFPE", "it ended by SIGABRT"),
    ("", "ended by SIGFPE", "it finds every answer right"),
    ("", "did not return within 0.1 s", "it finds every answer right"),
]


@pytest.mark.parametrize(("program", "seen"), SHOWS)
def test_a_program_that_does_what_was_seen_shows_it(program: str, seen: str) -> None:
    assert shortcoming(program, seen, 0.1) == ""


@pytest.mark.parametrize(("program", "seen", "reason"), SHOWS_NOT)
def test_a_program_that_does_not_is_none_and_it_is_said_why(program: str, seen: str, reason: str) -> None:
    assert reason in shortcoming(program, seen, 0.1)


def test_a_program_has_a_limit_and_nothing_that_it_starts_outlives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "SECONDS", 1.0)
    child = f"import time; time.sleep(3); open({str(tmp_path / 'late')!r}, 'w')"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert shortcoming(program, "differs") == "it does not come to an end within 1 s"
    time.sleep(3)
    assert not (tmp_path / "late").exists()


ADAPTER = """
import ctypes, os, sys, time

import numpy as np
from corrspec import Implementation


def misdeed():
    {misdeed}


def correlate(input, weight):
    misdeed()
    return np.zeros((1, 1, input.shape[2] - weight.shape[2] + 1), input.dtype)


IMPLEMENTATION = Implementation("mine", correlate, ranks={{1}}, batched=False, dtypes={{"float64"}})
"""

ENDS = {
    "ctypes.string_at(0)": (-signal.SIGSEGV, "What follows is expected to end this process by SIGSEGV."),
    "os._exit(3)": (3, "What follows is expected to end this process with the exit status 3."),
    "os._exit(0)": (1, "What follows is expected to end this process with the exit status 0."),
    "ctypes.CDLL(None).exit(0)": (1, "What follows is expected to end this process with the exit status 0."),
    "sys.exit(0)": (1, "found\nSystemExit(0)\nexpected\narray([[[1., 2.]]])"),
    "raise ValueError('no')": (1, "found\nValueError('no')\nexpected\narray([[[1., 2.]]])"),
}
"""What a kernel does, how the program ends that shows it, and what it prints first."""


def adapter(folder: Path, misdeed: str) -> str:
    (folder / "mine.py").write_text(ADAPTER.format(misdeed=misdeed))
    return str(folder / "mine.py")


@pytest.mark.parametrize("misdeed", ENDS)
def test_a_program_ends_as_it_says(misdeed: str, tmp_path: Path) -> None:
    with Worker(adapter(tmp_path, misdeed), Limits(seconds=5)) as worker:
        made = worker.script(LAW, Descriptor.parse("1x1x3 * 1x1x2 float64 ramp"))
    assert made.reason == ""
    (tmp_path / "bug.py").write_text(made.text)
    done = processes.run([sys.executable, "-I", "bug.py"], cwd=tmp_path)
    status, says = ENDS[misdeed]
    assert done.returncode == status
    assert done.stdout.startswith(says)


def test_a_program_of_what_never_returns_says_so(tmp_path: Path) -> None:
    with Worker(adapter(tmp_path, "time.sleep(99)"), Limits(seconds=1)) as worker:
        made = worker.script(LAW, Descriptor.parse("1x1x3 * 1x1x2 float64 ramp"))
    assert 'print("What follows is expected not to return: it did not return within 1 s.", flush=True)' in made.text


@pytest.mark.parametrize("misdeed", ["ctypes.string_at(0)", "os._exit(0)", "sys.exit(0)", "pass"])
def test_every_failure_that_is_reported_has_a_program_that_was_tried(misdeed: str, tmp_path: Path) -> None:
    with Worker(adapter(tmp_path, misdeed)) as worker:
        for verdict in worker.check(laws=[LAW], memory=False).verdicts:
            assert [bool(failure.script) for failure in verdict.failures] in ([], [True])
            assert [failure.no_script for failure in verdict.failures] in ([], [""])


ELSEWHERE = """
    if "corrspec" not in sys.modules:
        {instead}
"""


@pytest.mark.parametrize(
    ("instead", "reason"),
    [
        ("unheard_of", "run by itself it does not show this: it raises NameError: name 'unheard_of' is not defined"),
        ("os._exit(9)", "run by itself it does not show this: it ended with the exit status 9"),
    ],
)
def test_what_does_not_show_the_failure_is_not_attached(instead: str, reason: str, tmp_path: Path) -> None:
    path = adapter(tmp_path, ELSEWHERE.format(instead=instead).strip())
    here = check(locate(path), laws=[LAW], memory=False).verdicts[0].failures[0]
    with Worker(path) as worker:
        (there,) = worker.check(laws=[LAW], memory=False).verdicts[0].failures
        made = worker.script(LAW, Descriptor.parse(there.problem))
    assert (here.script, here.no_script) == (there.script, there.no_script) == ("", reason)
    assert (made.text, made.reason) == ("", reason)


def test_of_a_refusal_that_many_laws_meet_one_program_is_tried(tmp_path: Path) -> None:
    tried = tmp_path / "tried"
    once = f"open({str(tried)!r}, 'a').write('.') if 'corrspec' not in sys.modules else None; raise ValueError"
    with Worker(adapter(tmp_path, once)) as worker:
        worker.check(laws=[LAW, "linear_in_the_input", "shifting_the_input_shifts_the_output"], memory=False)
    assert tried.read_text() == "."
