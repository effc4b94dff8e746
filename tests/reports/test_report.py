"""Reports in files, and many of them together."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import jsonschema
import numpy as np
import pytest

import impls
from spec import LAWS, Failure, Report, Verdict, check
from spec.contract.libraries import libraries
from spec.reports.file import SCHEMA, Reports, Stated, Unreadable, dump, load, schema, stated
from spec.reports.merge import Matrix, merged
from spec.reports.report import Provenance
from spec.reports.verdict import FAILED, MEANING, ConfirmedDeviation, Status
from spec.version import VERSION
from tests.processes import run, running

ROOT = Path(__file__).parents[2]
LAW, OTHER = "striding_is_subsampling", "shifting_the_input_shifts_the_output"


def report(row: str = "mine", *verdicts: Verdict, when: str = "2030-01-01T00:00:00+00:00", **made: Any) -> Report:
    return Report(row, "quick", 0, verdicts, made=Provenance(when, corrspec=VERSION, **made))


def whole(row: str = "mine", status: Status = "conforms", **made: Any) -> Report:
    return report(row, *(Verdict(law, status, 9) for law in LAWS), **made)


def together(*reports: Report, expected: tuple[str, ...] = (), missing: dict[str, str] | None = None) -> Matrix:
    return merged([Reports(SCHEMA, VERSION, stated(), (one,)) for one in reports] + _absent(missing or {}), expected)


def _absent(missing: dict[str, str]) -> list[Reports]:
    return [Reports(SCHEMA, VERSION, stated(), (), missing)] if missing else []


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "odd.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_report_of_a_run_survives_its_file(tmp_path: Path) -> None:
    found = check(impls.load("scipy_signal_2d"), laws=["convolution_is_correlation_with_the_kernel_reversed"])
    (verdict,) = found.verdicts
    assert verdict.known[0].failure.script
    assert load(written(tmp_path, dump([found], {"absent": "it is not there"}))) == Reports(
        SCHEMA, VERSION, stated(), (found,), {"absent": "it is not there"}
    )


def test_half_a_character_does_not_stop_a_report(tmp_path: Path) -> None:
    file = load(written(tmp_path, dump([report("mine", Verdict(LAW, "breaks", summary="\udcff"))])))
    assert file.reports[0].verdicts[0].summary == "?"


def test_a_report_says_what_it_was_made_with() -> None:
    found = check(impls.load("scipy_signal_2d"), laws=[])
    assert set(found.made.libraries) == {"numpy", "scipy"}
    assert found.made.corrspec == VERSION
    assert found.made.when.endswith("+00:00")
    assert found.claims["correlate"].boundaries == ("symmetric", "wrap", "zero")
    assert check(impls.load("im2col"), laws=[]).claims["correlate"].boundaries == ()


def test_libraries_are_those_of_the_rows_own_files() -> None:
    assert set(libraries(impls.load("im2col"))) == {"numpy"}


def test_a_row_may_name_what_python_does_not_import() -> None:
    row = replace(impls.load("im2col"), versions={"mylib.js": "1.2.3"})
    assert libraries(row) == {"mylib.js": "1.2.3", "numpy": np.__version__}


def test_the_published_schema_is_up_to_date() -> None:
    published = (ROOT / "docs" / "report.schema.json").read_text()
    command = "python -c \"from spec.reports.file import schema; print(schema(), end='')\" > docs/report.schema.json"
    assert published == schema(), f"run: {command}"


def test_the_schema_explains_every_field() -> None:
    described = json.loads(schema())["$defs"]
    assert all(kind["description"] for kind in described.values())
    bare = [
        f"{name}.{field}"
        for name, kind in described.items()
        for field, about in kind.get("properties", {}).items()
        if name != "Grid" and "description" not in about
    ]
    assert not bare


@pytest.mark.parametrize("status", MEANING)
def test_what_is_written_keeps_to_the_schema(status: Status) -> None:
    found = Failure(law=LAW, outcome="breaks", problem="1x1x3 * 1x1x2", summary="differs", script="sys.exit(1)")
    verdict = Verdict(
        LAW, status, 3, 0.5, "so it is", failures=(found,), known=(ConfirmedDeviation("so it is", found),)
    )
    one = report("mine", verdict, libraries={"numpy": "2"})
    jsonschema.validate(json.loads(dump([one], {"absent": "gone"})), json.loads(schema()))


@pytest.mark.parametrize("field", ["schema", "laws", "reports"])
def test_what_lacks_a_field_does_not_keep_to_the_schema_and_is_not_read(field: str, tmp_path: Path) -> None:
    fields = json.loads(dump([whole()]))
    del fields[field]
    with pytest.raises(jsonschema.ValidationError, match=field):
        jsonschema.validate(fields, json.loads(schema()))
    with pytest.raises(Unreadable, match=f"odd.json is no file of reports.*{field}"):
        load(written(tmp_path, json.dumps(fields)))


def test_every_outcome_has_a_meaning() -> None:
    assert set(get_args(Status)) == set(MEANING) >= set(FAILED)


def test_a_newer_form_is_refused_with_both_numbers_and_a_remedy(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps({"schema": SCHEMA + 1, "verdicts": "of another form"}))
    with pytest.raises(Unreadable, match=rf"odd.json has the schema {SCHEMA + 1}.* knows {SCHEMA}: read it with"):
        load(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "3",
        '"text"',
        '{"schema": "1"}',
        '{"schema": true}',
        '{"schema": 1}',
        '{"schema": 1, "reports": [3]}',
        "{}",
        b"\xff\xfe",
        '{"schema": 1e99}',
    ],
)
def test_what_is_no_report_is_named(text: str | bytes, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"odd\.json is no file of reports, as `check --json` writes it"):
        load(written(tmp_path, text))


def test_a_file_of_the_first_form_is_read(tmp_path: Path) -> None:
    seen = {"problem": "1x1x3 * 1x1x2", "left": "1", "right": "2", "sides": [], "script": "exit(1)"}
    known = [{"because": "so it is", "summary": "differs", **seen}]
    fields = json.loads(dump([whole()])) | {"schema": 1}
    verdicts = fields["reports"][0]["verdicts"]
    verdicts[0] |= {"status": "crashed", "summary": "ended", **seen}
    verdicts[1] |= {"status": "deviates", "summary": "so it is", "known": known, **seen}
    for verdict in verdicts:
        del verdict["failures"]
    read = load(written(tmp_path, json.dumps(fields))).reports[0].verdicts
    (crash,), (difference,) = read[0].failures, read[1].known
    assert (crash.law, crash.outcome, crash.problem, crash.summary) == (
        read[0].law,
        "crashed",
        seen["problem"],
        "ended",
    )
    assert (difference.because, difference.failure.summary, read[1].failures) == ("so it is", "differs", ())


def test_an_unknown_outcome_is_named(tmp_path: Path) -> None:
    text = dump([whole()]).replace('"conforms"', '"shines"', 1)
    with pytest.raises(Unreadable, match=r"shines.*\$\.reports\[0\]\.verdicts\[0\]\.status"):
        load(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"gone\.json cannot be read: No such file"):
        load(tmp_path / "gone.json")


def test_a_field_of_a_later_corrspec_is_passed_over(tmp_path: Path) -> None:
    fields = json.loads(dump([whole()]))
    fields["reports"][0]["verdicts"][0]["colour"] = "blue"
    assert load(written(tmp_path, json.dumps(fields))).reports == (whole(),)


def test_whole_reports_leave_nothing_to_be_said() -> None:
    matrix = together(whole("one"), whole("two", "deviates"), expected=("one", "two"))
    assert (matrix.warnings, matrix.conforms) == ((), True)
    assert matrix.counts == {"conforms": len(LAWS), "deviates": len(LAWS)}


def test_of_two_reports_the_newer_counts() -> None:
    old, new = whole(status="breaks", when="2030-01-01T00:00:00+00:00"), whole(when="2030-01-02T00:00:00+00:00")
    for pair in ((old, new), (new, old)):
        matrix = together(*pair)
        assert (matrix.reports["mine"], matrix.warnings) == (new, ())


def test_an_older_report_fills_the_gaps_of_a_newer_one() -> None:
    old = whole(when="2030-01-01T00:00:00+00:00")
    new = report("mine", Verdict(LAW, "breaks"), when="2030-01-02T00:00:00+00:00")
    found = together(old, new).reports["mine"]
    statuses = {verdict.law: verdict.status for verdict in found.verdicts}
    assert list(statuses) == list(LAWS)
    assert (statuses[LAW], statuses[OTHER], found.made.when) == ("breaks", "conforms", new.made.when)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"made": Provenance("2031", libraries={"torch": "2"}, corrspec=VERSION)},
            "mixture of reports: torch 1; torch 2",
        ),
        ({"seed": 7}, "mixture of reports: quick with seed 0; quick with seed 7"),
        ({"effort": "deep"}, "mixture of reports: deep with seed 0; quick with seed 0"),
        (
            {"made": Provenance("2031", libraries={"torch": "1"}, corrspec="0.0.1")},
            f"asked by corrspec 0.0.1, and this is {VERSION}",
        ),
    ],
)
def test_a_mixture_of_reports_is_said(change: dict[str, Any], words: str) -> None:
    new = replace(report("mine", Verdict(LAW, "breaks"), when="2031", libraries={"torch": "1"}), **change)
    (warning,) = together(whole(libraries={"torch": "1"}), new).warnings
    assert warning.startswith("mine ")
    assert words in warning


def test_a_partial_report_is_said() -> None:
    (warning,) = together(report("mine", Verdict(LAW, "conforms"))).warnings
    assert warning.startswith(f"mine is partial: 1 of {len(LAWS)} laws were asked, not ")


def test_an_empty_report_is_partial() -> None:
    (warning,) = together(report("mine")).warnings
    assert f"0 of {len(LAWS)}" in warning


def test_a_row_without_a_report_is_said() -> None:
    matrix = together(whole("one"), expected=("one", "three", "two"), missing={"two": "no library"})
    assert matrix.warnings == ("two could not be imported: no library", "there is no report on three")


def test_a_row_that_was_missing_once_is_not_missing_where_there_is_a_report() -> None:
    matrix = together(whole("one"), missing={"one": "no library"})
    assert (matrix.missing, matrix.warnings) == ({}, ())


def test_a_law_of_another_version_is_shown_and_nobody_is_partial_for_it() -> None:
    gone = Verdict("water_is_wet", "breaks")
    other = replace(whole("other"), verdicts=(*whole().verdicts, gone))
    known = Reports(SCHEMA, VERSION, {**stated(), gone.law: Stated("nature", "Water is wet.")}, (other,))
    matrix = merged([known, Reports(SCHEMA, VERSION, stated(), (whole("mine"),))])
    assert matrix.warnings == (f"of corrspec {VERSION} these are no laws: water_is_wet",)
    assert matrix.chapters["nature"] == ["water_is_wet"]
    assert matrix.reports["other"].verdicts[-1] == gone


def test_a_law_of_which_only_the_name_is_known_is_shown() -> None:
    matrix = together(report("mine", Verdict("water_is_wet", "conforms")))
    assert matrix.chapters["other"] == ["water_is_wet"]


def test_what_was_merged_is_merged_to_the_same_again(tmp_path: Path) -> None:
    gone = replace(whole("other"), verdicts=(*whole().verdicts, Verdict("water_is_wet", "conforms")))
    matrix = together(whole("mine"), gone, report("part", Verdict(LAW, "conforms")), missing={"absent": "no library"})
    again = load(written(tmp_path, dump(matrix.reports.values(), matrix.missing, matrix.laws)))
    assert merged([again]) == matrix


ROW = """
import time
import numpy as np
from spec import Implementation

def correlate(input, weight):
    {first}
    windows = np.lib.stride_tricks.sliding_window_view(input, weight.shape[2:], tuple(range(2, input.ndim)))
    return np.moveaxis(np.tensordot(windows, weight, ((1, *range(-(input.ndim - 2), 0)), range(1, weight.ndim))), -1, 1)

IMPLEMENTATION = Implementation("slow", correlate, ranks={{1}}, dtypes={{"float64"}})
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The project, with rows of its own: `broken`, `absent`, and `slow`, which says by a file that it was asked."""
    for name in ("spec", "tests", "docs", "conftest.py", "pyproject.toml", "README.md"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "impls").mkdir()
    for helper in (ROOT / "impls").glob("_*.py"):
        (tmp_path / "impls" / helper.name).symlink_to(helper)
    slowly = f"open({str(tmp_path / 'asked')!r}, 'w').close(); time.sleep(9)"
    (tmp_path / "impls" / "slow.py").write_text(ROW.format(first=slowly))
    broken = ROW.format(first="weight = weight[..., ::-1]").replace('"slow"', '"broken"')
    (tmp_path / "impls" / "broken.py").write_text(broken)
    (tmp_path / "impls" / "absent.py").write_text("import no_such_library")
    return tmp_path


HEEDING = (
    "import signal, sys, pytest; signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(pytest.main())"
)
"""A program that runs pytest and can be interrupted, which what is started in the background often cannot."""


def matrix_of(checkout: Path, *rows: str) -> list[str]:
    command = [sys.executable, "-c", HEEDING, "-q", "-p", "no:cacheprovider", "tests/test_matrix.py"]
    laws = f"the_law and (-{LAW} or -{OTHER} or -agrees_with_the_definition)"
    return [*command, "-k", laws, "--report", "r/r.json", "--rootdir", str(checkout), "--impl", *rows]


def test_the_tests_of_the_matrix_leave_a_report_of_what_failed_and_what_was_absent(checkout: Path) -> None:
    done = run(matrix_of(checkout, "absent", "broken"), cwd=checkout)
    assert done.returncode == 1, done.stdout
    file = load(checkout / "r" / "r.json")
    assert "no_such_library, which is not installed" in file.missing["absent"]
    (broken,) = file.reports
    assert {verdict.law: verdict.status for verdict in broken.verdicts} == {
        "agrees_with_the_definition": "breaks",
        LAW: "not claimed",
        OTHER: "conforms",
    }
    assert set(broken.made.libraries) == {"numpy"}


@pytest.fixture
def in_the_background() -> Iterator[None]:
    """What is started ignores SIGINT, as a shell without a terminal has it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("in_the_background")
def test_a_run_that_is_interrupted_leaves_a_report_of_what_was_asked(checkout: Path) -> None:
    with running(matrix_of(checkout, "broken", "slow"), cwd=checkout) as started:
        started.until((checkout / "asked").exists, "slow was asked")
        # As a terminal does it: to all of them.
        os.killpg(started.group, signal.SIGINT)
        started.wait()
    broken, slow = load(checkout / "r" / "r.json").reports
    assert (broken.implementation, len(broken.verdicts)) == ("broken", 3)
    assert (slow.implementation, slow.verdicts) == ("slow", ())


def test_rows_that_lack_the_same_laws_are_named_together() -> None:
    (warning,) = together(report("one", Verdict(LAW, "conforms")), report("two", Verdict(LAW, "conforms"))).warnings
    assert warning.startswith(f"one, two are partial: 1 of {len(LAWS)} laws were asked, not ")
