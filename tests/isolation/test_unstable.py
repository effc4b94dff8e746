"""What goes wrong only sometimes is tried in processes of its own, told with how often it showed, and never fixed."""

from pathlib import Path

import pytest

from spec.checking.run import Run
from spec.display.run import remarks
from spec.isolation.worker import Worker
from spec.reports.report import Report
from spec.reports.verdict import Verdict

pytestmark = pytest.mark.slow

LAW = "agrees_with_the_definition"

ROW = """
import os
from pathlib import Path

from corrspec import Deviation, Implementation, Problem, definition

CALLS = Path(__file__).with_name("calls")
WRONG = {wrong}


def correlate(input, weight, *, stride):
    with CALLS.open("a") as file:
        file.write(f"{{os.getpid()}} {{max(stride)}}\\n")
    if 1 not in stride and len(CALLS.read_text().splitlines()) in WRONG:
        {misdeed}
    return definition.correlate(Problem(input, weight, stride=stride))


IMPLEMENTATION = Implementation(
    "mine",
    correlate,
    ranks={{1}},
    deviations=[
        Deviation(
            "agrees_with_the_definition",
            when=lambda problem: 1 not in problem.strides,
            because="strides overwrite memory",
            witness="1x1x3 * 1x1x1 s2",
            unstable=4,
        )
    ],
)
"""


def judged(folder: Path, wrong: set[int], misdeed: str) -> Verdict:
    (folder / "mine.py").write_text(ROW.format(wrong=wrong or "()", misdeed=misdeed))
    with Worker(str(folder / "mine.py")) as worker:
        return worker.judge(LAW, Run(memory=False))


@pytest.mark.parametrize(
    "misdeed",
    ["return -definition.correlate(Problem(input, weight, stride=stride))", "1 / 0", "os._exit(3)"],
)
def test_it_is_tried_until_it_shows(misdeed: str, tmp_path: Path) -> None:
    verdict = judged(tmp_path, {3}, misdeed)
    (known,) = verdict.known
    assert (verdict.status, known.shown, known.of) == ("unstable", 1, 3)
    assert verdict.summary == "strides overwrite memory (wrong 1 of 3 times)"
    assert known.failure.problem == "1x1x3 * 1x1x1 s2 float64 ones"
    assert not verdict.failed
    assert verdict.examples > 100


def test_not_to_have_shown_is_not_to_be_fixed(tmp_path: Path) -> None:
    verdict = judged(tmp_path, set(), "raise ValueError")
    assert verdict.status == "unstable"
    assert verdict.summary == "strides overwrite memory (wrong 0 of 4 times)"
    (line,) = (line for line in remarks("mine", Report("mine", "quick", 0, (verdict,)), 1) if "sometimes" in line)
    assert "sometimes deviates from agrees_with_the_definition" in line


def test_each_try_is_in_a_process_of_its_own_and_so_is_what_comes_after(tmp_path: Path) -> None:
    judged(tmp_path, set(), "raise ValueError")
    calls = [line.split() for line in (tmp_path / "calls").read_text().splitlines()]
    tries, after = calls[:4], calls[4:]
    assert [stride for _, stride in tries] == ["2"] * 4
    assert len({process for process, _ in tries}) == 4
    assert {process for process, _ in after}.isdisjoint(process for process, _ in tries)
