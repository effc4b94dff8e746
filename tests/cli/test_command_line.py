"""The command line, as a person types it: what it prints, where, and how it exits."""

import io
import json
import os
import sys
from pathlib import Path
from shlex import quote

import pytest
from rich.console import Console

from spec import LAWS, Report, Verdict
from spec.__main__ import main
from spec.display.table import matrix
from spec.laws import CHAPTERS
from spec.reading.claim import CLAIMS
from spec.reports.file import dump, load
from tests.processes import run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

GOOD = """
import numpy as np
from spec import Implementation

def correlate(input, weight):
    windows = np.lib.stride_tricks.sliding_window_view(input, weight.shape[2:], tuple(range(2, input.ndim)))
    if weight.ndim != input.ndim or input.shape[1] != weight.shape[1] or min(weight.shape[2:]) < 1:
        raise ValueError("nonsense")
    axes = (1, *range(-(input.ndim - 2), 0))
    return np.moveaxis(np.tensordot(windows, weight, (axes, range(1, weight.ndim))), -1, 1)

IMPLEMENTATION = Implementation("good", correlate, ranks={1, 2}, dtypes={"float64"})
"""

BRIEF = GOOD.replace("dtypes=", "compiles=True, dtypes=")
"""One that compiles is asked about fewer problems."""

PADDED = """
from spec import Implementation, Problem, definition

def correlate(input, weight, *, padding, groups):
    return definition.correlate(Problem(input, weight, padding=padding, groups=groups))

IMPLEMENTATION = Implementation("padded", correlate, ranks={1, 2}, dtypes={"float64", "int32"}, compiles=True)
"""

FLIPPED = GOOD.replace("(windows, weight,", "(windows, weight[..., ::-1],")

NAMELESS = FLIPPED.replace('"good", correlate', '"good", lambda input, weight: correlate(input, weight)')


@pytest.fixture
def file(tmp_path: Path) -> object:
    """Writes files, into a folder whose name has to be quoted."""
    folder = tmp_path / "a folder"
    folder.mkdir()

    def write(text: str, name: str = "mine.py") -> str:
        (folder / name).write_text(text)
        return str(folder / name)

    return write


def test_laws_lists_every_law(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["laws"]) == 0
    printed = capsys.readouterr().out
    assert all(law in printed for law in LAWS)


def test_show_prints_a_law_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "striding_is_subsampling"]) == 0
    printed = capsys.readouterr().out
    assert "Striding keeps every s-th window" in printed
    assert "correlate(x, w, stride=s)  ==  correlate(x, w, stride=1)[..., ::s]" in printed
    assert "Catches:" in printed
    assert "return Equation(" in printed


def test_textbook_lists_every_claim_with_its_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["textbook"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert all(f"{claim.id} {claim.verdict}" in printed for claim in CLAIMS.values())


def test_show_prints_a_claim_with_its_witness(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "the_learned_kernel_is_close"]) == 0
    printed = capsys.readouterr().out
    assert "0.98847" in printed
    assert "Verdict: holds. See the_edge_kernel_is_learned." in printed
    assert "learned = descent(" in printed


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_matrix_fits_the_window_and_loses_nothing(width: int) -> None:
    verdicts = tuple(Verdict(law, "conforms", 9) for law in LAWS)
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(matrix([Report("a_row_with_a_long_name", "quick", 0, verdicts)], ["absent"], width))
    printed = console.export_text()
    assert all(chapter in printed.split() for chapter in CHAPTERS)
    assert max(map(len, printed.splitlines())) <= width


def test_check_accepts_a_right_file_from_anywhere(file: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", file(BRIEF)]) == 0  # type: ignore[operator]
    assert "good" in capsys.readouterr().out


def test_check_explains_a_broken_law(file: object, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(FLIPPED)  # type: ignore[operator]
    assert main(["check", path, "--law", "agrees_with_the_definition"]) == 1
    printed = capsys.readouterr().out
    assert "law      Every output is the sum of products that the definition says." in printed
    assert "problem  1x1x" in printed
    assert "left     shape" in printed
    assert "right    shape" in printed
    assert f"--law agrees_with_the_definition {quote(path)}" in printed


def test_the_printed_command_replays_the_failure(file: object, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(FLIPPED)  # type: ignore[operator]
    main(["check", path, "--law", "agrees_with_the_definition", "--no-memory"])
    explained = capsys.readouterr().out
    (problem,) = [line.split("  ")[-1] for line in explained.splitlines() if line.startswith("  problem")]
    assert main(["replay", problem.strip(), "--law", "agrees_with_the_definition", path]) == 1
    assert capsys.readouterr().out.strip() in explained


def test_the_printed_program_shows_the_failure_by_itself(
    file: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    law = "agrees_with_the_definition"
    assert main(["script", "1x1x3 * 1x1x2 ramp float64", "--law", law, file(FLIPPED)]) == 0  # type: ignore[operator]
    (tmp_path / "bug.py").write_text(capsys.readouterr().out)
    done = run([sys.executable, "-I", "bug.py"], cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")


def test_where_no_program_shows_a_failure_it_says_so(file: object, capsys: pytest.CaptureFixture[str]) -> None:
    law = "agrees_with_the_definition"
    assert main(["script", "1x1x3 * 1x1x2 ramp float64", "--law", law, file(GOOD)]) == 2  # type: ignore[operator]
    assert f"breaks {law} on 1x1x3 * 1x1x2 float64 ramp: the law holds" in " ".join(capsys.readouterr().err.split())


def test_where_a_failure_has_no_program_the_reason_is_shown_and_kept(
    file: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    law, path = "agrees_with_the_definition", file(NAMELESS)  # type: ignore[operator]
    assert main(["check", path, "--law", law, "--no-memory", "--json", str(tmp_path / "found.json")]) == 1
    reason = "a lambda stands under no name at the top level of a module"
    assert f"  program  there is none: {reason}\n" in capsys.readouterr().out
    (failure,) = load(tmp_path / "found.json").reports[0].verdicts[0].failures
    assert (failure.script, failure.no_script) == ("", reason)
    assert main(["script", failure.problem, "--law", law, path]) == 2
    assert reason in capsys.readouterr().err


def test_replay_says_where_a_law_holds(file: object, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["replay", "1x1x3 * 1x1x2 float64", "--law", "linear_in_the_input", file(GOOD)]  # type: ignore[operator]
    assert main(command) == 0
    assert "satisfies linear_in_the_input" in capsys.readouterr().out


def test_replay_says_what_is_not_claimed(file: object, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(GOOD)  # type: ignore[operator]
    assert main(["replay", "1x1x3 * 1x1x2 s2", "--law", "linear_in_the_input", path]) == 2
    assert "not claimed: stride" in capsys.readouterr().err
    assert main(["replay", "1x1x3 * 1x1x2", "--law", "striding_is_subsampling", path]) == 2
    assert "does not claim stride" in capsys.readouterr().err


def test_replay_says_what_a_law_is_not_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "1x1x3 * 1x1x2", "--law", "bias_is_added_per_filter", "im2col"]) == 2
    assert "does not use what the law is about: bias" in " ".join(capsys.readouterr().err.split())


def test_a_report_that_cannot_be_written_is_noticed_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "im2col", "--json", "no/such/folder/report.json"]) == 2
    assert "no/such/folder/report.json" in " ".join(capsys.readouterr().err.split())


UNUSABLE = {
    "x = 1": "has no IMPLEMENTATION; define IMPLEMENTATION = Implementation",
    GOOD.replace("IMPLEMENTATION =", "MINE ="): "it has MINE: type",
    "IMPLEMENTATION = 3": "is a int, not an Implementation",
    GOOD.replace("(input, weight):", "(input, weight, *, colour):"): "names the keyword 'colour'; known are bias",
    GOOD.replace('{"float64"}', '{"float65"}'): "dtypes holds 'float65'; known are float32",
    "import no_such_library": "needs no_such_library, which is not installed: python -m pip install",
    "raise ModuleNotFoundError('a compiler: apt install it')": "needs a compiler: apt install it",
    "1 / 0": "cannot be imported: ZeroDivisionError",
    "def f(:": "cannot be imported: SyntaxError",
}


def test_an_unusable_file_gets_its_own_message_and_the_others_are_checked(
    file: object, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {file(text, f"bad_{number}.py"): words for number, (text, words) in enumerate(UNUSABLE.items())}  # type: ignore[operator]
    first, *others = bad
    assert main(["check", first, file(GOOD, "good.py"), *others, "--law", "linear_in_the_input"]) == 2  # type: ignore[operator]
    captured = capsys.readouterr()
    complaints = [line for line in captured.err.splitlines() if "bad_" in line]
    for complaint, (path, words) in zip(complaints, bad.items(), strict=True):
        assert path in complaint
        assert words in complaint
    assert "good" in captured.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "no_such_row"], "no implementation is called 'no_such_row'"),
        (["check", "no/such/file.py"], "there is no file"),
        (["check", "no.such.module"], "there is no module called no"),
    ],
)
def test_a_name_that_means_nothing_is_answered_with_what_to_type(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert words in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "striding"], "did you mean striding_is_subsampling?"),
        (["show", "colour"], "`python -m spec laws` lists them"),
        (["replay", "3 by 3", "--law", "linear_in_the_input", "im2col"], "does not start with two shapes"),
        (["check", "--effort", "heroic"], "invalid choice: 'heroic'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_command_that_cannot_be_followed_exits_with_two(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    assert exit.value.code == 2
    assert words in " ".join(capsys.readouterr().err.split())


def test_a_row_whose_library_is_missing_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "impls").mkdir()
    (tmp_path / "impls" / "absent_row.py").write_text("import no_such_library")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "impls" / "__init__.py").touch()
    assert main(["check"]) == 0
    assert "not installed" in capsys.readouterr().out
    assert main(["check", "absent_row"]) == 2
    assert "no_such_library, which is not installed" in " ".join(capsys.readouterr().err.split())


def test_a_row_may_be_called_what_its_missing_library_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "impls").mkdir()
    (tmp_path / "impls" / "__init__.py").touch()
    (tmp_path / "impls" / "no_such_library.py").write_text("import no_such_library")
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 0
    assert "no_such_library not installed" in " ".join(capsys.readouterr().out.split())


def test_the_report_is_written_as_json(file: object, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    assert main(["check", file(GOOD), "--law", "linear_in_the_input", "--json", str(target)]) == 0  # type: ignore[operator]
    (report,) = json.loads(target.read_text())["reports"]
    assert report["implementation"] == "good"
    assert report["verdicts"][0]["status"] == "conforms"


def test_profile_prints_the_coverage_of_pairs(file: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", file(PADDED)]) == 0  # type: ignore[operator]
    printed = capsys.readouterr().out
    assert "valid problems: the levels of each factor" in printed
    assert "\nnever together: " in printed
    for factor in ("rank", "padding", "groups", "items", "windows", "parity", "layout", "dtype", "fill"):
        assert factor in printed


def test_the_module_runs_as_a_program() -> None:
    command = [sys.executable, "-W", "error", "-m", "spec", "check", "im2col", "--law", "linear_in_the_input"]
    done = run(command, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "im2col" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["textbook"],
        ["check", "im2col", "--law", "linear_in_the_input", "--json", "REPORT"],
        ["report", "REPORT", "--out", "FOLDER"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_is_printed_and_written_depends_on_no_locale(arguments: list[str], tmp_path: Path) -> None:
    places = {"REPORT": str(tmp_path / "report.json"), "FOLDER": str(tmp_path)}
    (tmp_path / "report.json").write_bytes(dump([Report("mine", "quick", 0, ())]).encode())
    command = [sys.executable, "-W", "error::EncodingWarning", "-m", "spec", *(places.get(a, a) for a in arguments)]
    environment = os.environ | {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONIOENCODING": "latin-1"}
    done = run(command, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr
