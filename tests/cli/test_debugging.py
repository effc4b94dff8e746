"""One problem again, under the debugger, and written down for another language."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import impls
from spec import LAWS, replay
from spec.__main__ import main
from spec.checking.listing import drawn
from spec.cli.debugging import written_down
from tests.processes import run

ROOT = Path(__file__).parents[2]
PROBLEM, LAW = "1x1x3 * 1x1x2 float64 ramp", "agrees_with_the_definition"


def test_the_debugger_stops_where_the_row_begins_and_shows_what_it_prints() -> None:
    command = [sys.executable, "-m", "spec", "replay", PROBLEM, "--law", LAW, "im2col", "--pdb"]
    done = run(command, cwd=ROOT, typed="p stride\nprint('here', 1 + 1)\nc\n")
    assert "impls/im2col.py" in done.stdout
    assert "correlate()" in done.stdout
    assert "(1,)" in done.stdout
    assert "here 2" in done.stdout
    assert "im2col satisfies" in done.stdout


def test_what_is_written_down_is_what_is_called_and_what_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.npz"
    assert main(["replay", PROBLEM, "--law", LAW, "im2col", "--npz", str(file)]) == 0
    assert f"one.npz: 1 call of {LAW}" in capsys.readouterr().out
    with np.load(file) as found:
        (call,) = json.loads(str(found["calls"]))
        assert call["operation"] == "correlate"
        assert call["refusal"] is None
        assert call["parameters"]["stride"] == [1]
        answer = (
            impls.load("im2col")
            .operations["correlate"]
            .function(found["1.input"], found["1.weight"], **call["parameters"])
        )
        assert np.array_equal(found["1.expected"], answer)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_can_be_written_down(law: str, tmp_path: Path) -> None:
    row = impls.load("definition")
    if LAWS[law].unmet(row) or LAWS[law].draws == "layer":
        return
    problem = next(
        one for one in drawn(row, LAWS[law], "quick", 0) if replay(row, law, one).status in ("conforms", "breaks")
    )
    assert written_down("definition", law, problem, tmp_path / "one.npz") > 0
    with np.load(tmp_path / "one.npz", allow_pickle=False) as found:
        assert all(found[name].dtype.kind in "fciubU" for name in found.files)


def test_a_row_that_needs_another_environment_is_debugged_in_it(tmp_path: Path) -> None:
    row = tmp_path / "needs.py"
    row.write_text(
        "from corrspec import configure, Implementation, Problem, definition\n"
        "configure(numpy={'CORRSPEC_TEST_NEEDS': '1'})\n"
        "def correlate(input, weight):\n"
        "    return definition.correlate(Problem(input, weight))\n"
        "IMPLEMENTATION = Implementation('needs', correlate)\n"
    )
    command = [sys.executable, "-m", "spec", "replay", PROBLEM, "--law", LAW, str(row), "--pdb"]
    done = run(command, cwd=ROOT, typed="import os\np os.environ['CORRSPEC_TEST_NEEDS']\nc\n")
    assert "'1'" in done.stdout, done.stderr
