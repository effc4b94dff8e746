"""`check` as it is lived with: what is shown first, and what is left of a run that ends early."""

import os
import signal
import sys
from pathlib import Path

import pytest

from spec.__main__ import main
from spec.display.failures import listed
from spec.reports.file import load
from tests import hostile
from tests.processes import Running, run, running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LAW = "striding_is_subsampling"

REFUSING = """
from corrspec import Implementation, Problem, definition

def correlate(input, weight, *, stride):
    if max(stride) > 2:
        raise ValueError(f"a stride of {max(stride)}")
    return definition.correlate(Problem(input, weight, stride=stride))

IMPLEMENTATION = Implementation("mine", correlate)
"""

HALTING = """
from dataclasses import replace
import time

from corrspec import Problem, definition
from tests.hostile import prints

def correlate(input, weight, *, stride):
    if max(stride) > 1:
        open({asked!r}, "w").close()
        time.sleep(600)
    return definition.correlate(Problem(input, weight, stride=stride))

IMPLEMENTATION = replace(prints, name="halts", correlate=correlate)
"""

HEEDING = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from spec.__main__ import main; sys.exit(main())"
)
"""A program that can be interrupted, which what is started in the background often cannot."""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for failures that are kept, on a machine where Hypothesis by itself keeps nothing."""
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("HYPOTHESIS_STORAGE_DIRECTORY", str(tmp_path / "kept"))
    return tmp_path


def spec(*arguments: str) -> str:
    done = run([sys.executable, "-m", "spec", *arguments], cwd=ROOT)
    return done.stdout + done.stderr


def row(folder: Path, text: str) -> str:
    (folder / "mine.py").write_text(text)
    return str(folder / "mine.py")


@pytest.mark.usefixtures("kept")
def test_a_refusal_that_many_laws_meet_is_shown_once_with_its_line(tmp_path: Path) -> None:
    said = spec("check", row(tmp_path, REFUSING))
    assert said.count("mine.py refuses: ") == 1
    assert "mine.py:6, in correlate" in said
    assert "raises ValueError at" in said
    assert "Traceback" not in said
    assert "Traceback" in spec("check", row(tmp_path, REFUSING), "--traceback", "--law", LAW)


@pytest.mark.usefixtures("kept")
def test_a_run_stops_at_the_first_failure_if_it_is_asked_to() -> None:
    said = spec("check", "thirdparty/wrong.py", "--stop")
    assert said.count("thirdparty/wrong.py breaks: ") == 1
    assert "was not asked" in said


def test_what_failed_last_is_asked_again_and_said_to_be_kept(kept: Path) -> None:
    path = row(kept, (ROOT / "thirdparty" / "wrong.py").read_text())
    assert "nothing is kept that failed before" in spec("check", path, "--failed")
    spec("check", path, "--law", "agrees_with_the_definition", "--law", LAW)
    again = spec("check", path, "--failed")
    assert "breaks: agrees_with_the_definition" in again
    assert "kept from an earlier run; --no-memory draws without it" in again
    assert "kept from an earlier run" not in spec("check", path, "--law", "agrees_with_the_definition", "--no-memory")
    row(kept, (ROOT / "thirdparty" / "mine.py").read_text().replace('"mine"', '"wrong"'))
    assert "nothing is kept" not in spec("check", path, "--failed")
    assert "nothing is kept" in spec("check", path, "--failed")


def test_nothing_is_kept_without_a_memory(kept: Path) -> None:
    spec("check", "thirdparty/wrong.py", "--law", "agrees_with_the_definition", "--no-memory")
    assert "nothing is kept" in spec("check", "thirdparty/wrong.py", "--failed")


@pytest.mark.usefixtures("kept")
def test_a_budget_of_time_ends_a_run_that_says_what_it_left_out() -> None:
    said = spec("check", "loop", "--effort", "deep", "--minutes", "0.02")
    assert "loop was not asked" in said


def halted(folder: Path) -> tuple[list[str], Path]:
    """A command that finds one failure, and then waits."""
    path = row(folder, HALTING.format(asked=str(folder / "asked")))
    rows = [f"{hostile.__file__}:returns_nothing", path]
    return ["check", *rows, "--law", LAW, "--jobs", "1", "--json", str(folder / "one.json")], folder / "asked"


def left(folder: Path, started: Running) -> None:
    """What is known lies in the report, which `report` reads."""
    started.wait()
    first = load(folder / "one.json").reports[0]
    assert (first.implementation, len(first.verdicts)) == ("returns_nothing", 1)
    assert main(["report", str(folder / "one.json"), "--out", str(folder / "out")]) == 0


def test_a_run_that_is_interrupted_says_and_keeps_what_is_known(kept: Path) -> None:
    arguments, asked = halted(kept)
    with running([sys.executable, "-c", HEEDING, *arguments], cwd=ROOT) as started:
        started.until(asked.exists, "the second row was asked")
        os.killpg(started.group, signal.SIGINT)
        left(kept, started)
        assert started.process.returncode == 130
        assert "interrupted: this is what is known so far" in started.said()
        assert "✗n  breaks" in started.said()


def test_a_run_that_is_killed_has_kept_what_is_known(kept: Path) -> None:
    arguments, asked = halted(kept)
    with running([sys.executable, "-m", "spec", *arguments], cwd=ROOT) as started:
        started.until(asked.exists, "the second row was asked")
        started.until(lambda: len(load(kept / "one.json").reports) == 1, "what is known was written")
        started.process.kill()
        left(kept, started)


def test_of_many_calls_a_few_are_shown_and_what_is_repeated_once() -> None:
    assert listed(["a", "a", "a", "b"]) == ["3 times a", "b"]
    assert listed("abcdefghh") == [*"abcdef", "and 3 more"]


def test_a_row_that_cannot_be_had_keeps_no_other_from_being_asked_again(kept: Path) -> None:
    path = row(kept, (ROOT / "thirdparty" / "wrong.py").read_text())
    spec("check", path, "--law", "agrees_with_the_definition")
    (kept / "absent.py").write_text("import no_such_library")
    (kept / "dead.py").write_text("import os\nos._exit(3)")
    said = spec("check", str(kept / "absent.py"), str(kept / "dead.py"), path, "--failed")
    assert "breaks: agrees_with_the_definition" in said
    assert "needs no_such_library" in said
