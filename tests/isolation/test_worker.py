"""Workers: what a row does to its process is a verdict on that row, and nothing else is disturbed."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import impls
from spec import check
from spec.__main__ import main
from spec.checking.memory import remember
from spec.contract.implementation import Implementation
from spec.contract.operations import ClaimError
from spec.isolation.process import Limits
from spec.isolation.worker import Worker
from spec.operands.descriptor import Descriptor
from spec.reports.file import load
from spec.reports.verdict import Verdict
from tests import hostile
from tests.processes import Done, run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LAW, NEXT = "striding_is_subsampling", "an_impulse_stamps_the_reversed_kernel"
ACCEPTING = "valid_problems_are_accepted"
LIMITS = Limits(seconds=2.0, memory=0.25)
ROWS = {name: row for name, row in vars(hostile).items() if isinstance(row, Implementation)}

EXPECTED = {
    "segfaults": ("crashed", "ended by SIGSEGV; and again on this problem alone"),
    "aborts": ("crashed", "ended by SIGABRT, saying: free(): invalid pointer; and again on this problem alone"),
    "exits": ("crashed", "ended with the exit status 3; and again on this problem alone"),
    "exits_with_success": ("crashed", "ended with the exit status 0; and again on this problem alone"),
    "exits_and_leaves_a_process_behind": ("crashed", "ended with the exit status 3; and again on this problem alone"),
    "exits_in_the_long_run": ("crashed", "ended with the exit status 1; not on this problem alone, but after"),
    "kills_itself": ("crashed", "ended by SIGKILL; and again on this problem alone"),
    "never_returns": ("timed out", "did not return within 2 s"),
    "never_returns_from_c": ("timed out", "did not return within 2 s"),
    "allocates_a_hundred_gigabytes": ("crashed", "ran out of memory: MemoryError"),
    "allocates_without_end": ("crashed", "ran out of memory: MemoryError"),
    "asks_to_exit": ("refuses", "raised SystemExit"),
    "recurses_without_end": ("refuses", "raised RecursionError"),
    "raises_what_cannot_be_sent": ("refuses", "raised Unpicklable: 1 and 2"),
    "returns_a_list": ("breaks", "correlate returned builtins.list, not numpy.ndarray"),
    "returns_nothing": ("breaks", "correlate returned builtins.NoneType, not numpy.ndarray"),
    "prints": ("conforms", ""),
    "changes_the_directory": ("conforms", ""),
    "crashes_as_recorded": ("deviates", "strides crash"),
}
"""What is said of each hostile row by a law about strides."""


def typed(name: str) -> str:
    return f"{hostile.__file__}:{name}"


def said(verdict: Verdict) -> str:
    """What is said of the worst failure, or of the verdict where there is none."""
    return verdict.failures[0].summary if verdict.failures else verdict.summary


def test_every_hostile_row_is_expected() -> None:
    assert set(EXPECTED) == set(ROWS)


@dataclass(frozen=True)
class Run:
    """One run over all hostile rows, between two that are not: what it said, what it found of each row and law, and
    where it keeps what failed.
    """

    done: Done
    found: dict[str, dict[str, Verdict]]
    kept: str


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("together")
    # Where it goes is named from where the run starts: a row that leads it elsewhere would be noticed.
    report = os.path.relpath(folder / "report.json", ROOT)
    rows = ["im2col", *map(typed, EXPECTED), "loop"]
    options = ["--law", LAW, "--law", NEXT, "--time-limit", "2", "--memory-limit", "0.25", "--json", report]
    environment = os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": str(folder)}
    # It starts fifty workers.
    done = run([sys.executable, "-m", "spec", "check", *rows, *options], cwd=ROOT, env=environment, limit=540)
    reports = load(folder / "report.json").reports
    found = {one.implementation: {verdict.law: verdict for verdict in one.verdicts} for one in reports}
    return Run(done, found, str(folder))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_row_gets_its_verdict_and_the_next_law_goes_on(name: str, together: Run) -> None:
    status, summary = EXPECTED[name]
    verdict = together.found[name][ACCEPTING if status == "refuses" else LAW]
    assert said(verdict)[: len(summary)] == summary
    if status == "refuses":
        # It is charged to the law that says that valid problems are answered.
        assert verdict.law == ACCEPTING
        assert together.found[name][LAW].status == "not claimed"
    assert verdict.status == status
    assert together.found[name][NEXT].status == "conforms"


def test_hostile_rows_do_not_disturb_others(together: Run) -> None:
    assert together.done.returncode == 1
    assert list(together.found) == ["im2col", *EXPECTED, "loop"]
    for row in ("im2col", "loop"):
        assert {verdict.status for verdict in together.found[row].values()} == {"conforms"}
    assert "hello" not in together.done.stdout
    assert "world" not in together.done.stderr


@pytest.mark.parametrize(
    ("name", "what"),
    [("prints", "prints to stdout and prints to stderr"), ("changes_the_directory", "changes the current directory")],
)
def test_a_row_that_disturbs_its_process_is_reported_for_it(name: str, what: str) -> None:
    with Worker(typed(name), LIMITS) as worker:
        (verdict,) = worker.check(laws=["a_call_changes_nothing_else"]).verdicts
    assert (verdict.status, verdict.failures[0].left) == ("breaks", f"correlate {what}")


def test_a_crash_is_reported_with_the_simplest_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOTHESIS_STORAGE_DIRECTORY", str(tmp_path))
    with Worker(typed("segfaults"), LIMITS) as worker:
        (verdict,) = worker.check(laws=["batch_items_are_independent"], seed=3).verdicts
    assert verdict.failures[0].problem == "1x1x1 * 1x1x1 s2 float32 ones"


def test_what_crashed_once_is_tried_first(together: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOTHESIS_STORAGE_DIRECTORY", together.kept)
    with Worker(typed("segfaults"), LIMITS) as worker:
        (again,) = worker.check(laws=[LAW], seed=2).verdicts
    (before,), (failure,) = together.found["segfaults"][LAW].failures, again.failures
    assert (again.status, failure.problem, failure.remembered, again.examples) == ("crashed", before.problem, True, 1)


def test_a_row_that_dies_as_it_is_imported_has_every_law_crash(tmp_path: Path) -> None:
    (tmp_path / "dead.py").write_text("import os\nos._exit(3)\n")
    with Worker(str(tmp_path / "dead.py"), LIMITS) as worker:
        (verdict,) = worker.check(laws=[LAW]).verdicts
    assert (verdict.status, verdict.failures[0].problem) == ("crashed", "")
    assert said(verdict) == "ended with the exit status 3, before it was asked anything"


def test_a_problem_that_crashes_is_replayed() -> None:
    with Worker(typed("segfaults"), LIMITS) as worker:
        verdict = worker.replay(LAW, Descriptor.parse("1x1x3 * 1x1x1 s2"))
        assert (verdict.status, said(verdict)) == ("crashed", "ended by SIGSEGV")
        assert worker.replay("agrees_with_the_definition", Descriptor.parse("1x1x3 * 1x1x1")).status == "conforms"
    with Worker(typed("never_returns"), LIMITS) as worker:
        assert worker.replay(LAW, Descriptor.parse("1x1x3 * 1x1x1 s2")).status == "timed out"
    with Worker(typed("crashes_as_recorded"), LIMITS) as worker:
        assert worker.replay(LAW, Descriptor.parse("1x1x3 * 1x1x1 s2")).status == "deviates"


RECORDED = """
from dataclasses import replace

from spec import Deviation
from tests.hostile import {name}

IMPLEMENTATION = replace(
    {name}, deviations=[Deviation({law!r}, lambda problem: {when}, "it never comes back", {witness!r})]
)
"""


@pytest.mark.parametrize("name", ["segfaults", "exits", "exits_with_success", "never_returns"])
def test_what_is_reported_of_an_end_can_be_recorded_as_it_is(name: str, together: Run, tmp_path: Path) -> None:
    found = together.found[name][LAW]
    (failure,) = found.failures
    remember(name, LAW, failure.problem)
    row = tmp_path / "recorded.py"
    row.write_text(RECORDED.format(name=name, law=LAW, when="max(problem.strides) > 1", witness=failure.problem))
    with Worker(str(row), LIMITS) as worker:
        (verdict,) = worker.check(laws=[LAW]).verdicts
    assert (verdict.status, verdict.known[0].failure.problem) == ("deviates", failure.problem)


def test_a_deadly_witness_outside_its_deviation_is_called_so(tmp_path: Path) -> None:
    row = tmp_path / "recorded.py"
    witness = "1x1x3 * 1x1x1 s2"
    row.write_text(RECORDED.format(name="segfaults", law=LAW, when="max(problem.strides) > 2", witness=witness))
    with Worker(str(row), LIMITS) as worker, pytest.raises(ClaimError, match="lies outside the deviation's own `when`"):
        worker.check(laws=[LAW])


def test_a_worker_gives_the_verdicts_that_check_gives() -> None:
    laws = [LAW, "shifting_the_input_shifts_the_output", "named_paddings_resolve"]
    with Worker("im2col") as worker:
        report = worker.check(laws=laws, seed=3)
    here = check(impls.load("im2col"), laws=laws, seed=3)
    assert [(v.law, v.status, v.examples) for v in report.verdicts] == [
        (v.law, v.status, v.examples) for v in here.verdicts
    ]


def test_limits_are_positive(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "im2col", "--time-limit", "-1"])
    assert "'-1' is not a positive number" in capsys.readouterr().err
