"""The matrix: every row against every law. Whom to test is data, and no test names a row."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import impls
from impls._markdown import answers, arithmetics, section
from impls._recorded import RECORDED, read, record
from spec import LAWS, Report, Verdict
from spec.checking.order import as_asked
from spec.checking.precision import behaves_like
from spec.checking.run import Run
from spec.isolation import child
from spec.isolation.locate import NotInstalled
from spec.isolation.worker import Worker
from spec.reports.file import dump
from spec.testing import show
from tests.processes import run

PAGES = "docs/rows.md", "docs/open.md", "docs/precision.md"
ROWS, OPEN, PRECISION = (Path(__file__).parent.parent / page for page in PAGES)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    asked = metafunc.config.getoption("impl")
    known = impls.discover()
    if unknown := set(asked or ()) - set(known):
        raise pytest.UsageError(f"--impl {' '.join(sorted(unknown))}: rows are {', '.join(known)}")
    if "row" in metafunc.fixturenames:
        metafunc.parametrize("row", asked or known, scope="module")
    if "law" in metafunc.fixturenames:
        metafunc.parametrize("law", as_asked(LAWS))


class Checked:
    """A row in a worker, and its verdicts, each found once; and all of them as a report."""

    def __init__(self, row: str) -> None:
        self.row, self.worker = row, Worker(row)
        self.about, self.precision = Report(row, "quick", 0, ()), dict[str, str]()
        self._verdicts: dict[tuple[str, str, int], Verdict] = {}

    def verdict(self, law: str, effort: str, seed: int) -> Verdict:
        if (law, effort, seed) not in self._verdicts:
            self._verdicts[law, effort, seed] = self.worker.judge(law, Run(effort=effort, seed=seed))  # type: ignore[arg-type]
        return self._verdicts[law, effort, seed]

    def report(self, effort: str, seed: int) -> Report:
        """What was found with this effort and seed, in reading order."""
        verdicts = {law: verdict for (law, *run), verdict in self._verdicts.items() if run == [effort, seed]}
        in_order = tuple(verdicts[law] for law in LAWS if law in verdicts)
        return replace(self.about, effort=effort, seed=seed, verdicts=in_order, precision=self.precision)


@pytest.fixture(scope="session")
def reported(pytestconfig: pytest.Config) -> Iterator[tuple[list[Report], dict[str, str]]]:
    """The reports so far, and the rows that are missing; kept in a file, however the run ends."""
    reports: list[Report] = []
    missing: dict[str, str] = {}
    yield reports, missing
    if file := pytestconfig.getoption("report"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(reports, missing))


@pytest.fixture(scope="module")
def checked(row: str, pytestconfig: pytest.Config, reported: tuple[list[Report], dict[str, str]]) -> Iterator[Checked]:
    """Skips a row that cannot be imported here, and fails where it was asked for by name."""
    found = Checked(row)
    reports, missing = reported
    with found.worker:
        try:
            found.about = found.worker.introduce(Run())
        except NotInstalled as error:
            missing[row] = str(error)
            if pytestconfig.getoption("impl"):
                pytest.fail(f"{row} was asked for: {error}", pytrace=False)
            pytest.skip(f"not installed: {error}")
        yield found
        reports.append(found.report(pytestconfig.getoption("effort"), pytestconfig.getoption("seed")))


def test_a_row_satisfies_the_law(checked: Checked, law: str, pytestconfig: pytest.Config) -> None:
    show(checked.row, checked.verdict(law, pytestconfig.getoption("effort"), pytestconfig.getoption("seed")))


def test_what_is_recorded_to_differ_shows_outside_the_project(checked: Checked, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for law, witness in sorted(checked.worker.ask(child.witnesses)):
        known = next(k for k in checked.verdict(law, "quick", 0).known if k.failure.problem == witness).failure
        assert known.script, f"no program shows the deviation from {law} on {witness}: {known.no_script}"
        (tmp_path / "bug.py").write_text(known.script)
        command = [sys.executable, "-I", "bug.py"]
        done = run(command, cwd=tmp_path, env=environment)
        said = f"{law} on {witness}: {done.stdout}{done.stderr}"
        assert done.returncode not in (0, 2), said
        # An exception is the library's own, and not one of the program.
        raised = known.summary.partition(":")[0].removeprefix("raised ")
        assert "Traceback" not in done.stderr or raised in done.stderr, said


def test_a_row_is_called_what_its_file_is_called(checked: Checked) -> None:
    assert checked.worker.check(laws=[]).implementation == checked.row


def test_the_page_of_rows_shows_what_a_row_claims(checked: Checked) -> None:
    assert checked.worker.ask(section) in ROWS.read_text(), "run: python -m impls"


def test_the_page_of_open_questions_shows_how_a_row_answers(checked: Checked) -> None:
    assert checked.worker.ask(answers) in OPEN.read_text(), "run: python -m impls"


def test_the_page_of_precision_shows_the_arithmetic_of_a_row(checked: Checked) -> None:
    # Whether sums are kept wider than they must be may depend on the processor.
    checked.precision = checked.worker.ask(behaves_like)
    shown, found = PRECISION.read_text(), arithmetics(checked.row, checked.precision)
    assert found.replace("wider than ", "") in shown.replace("wider than ", ""), "run: python -m impls"


def test_the_recorded_run_is_what_comes_of_a_row(checked: Checked) -> None:
    verdicts = tuple(checked.verdict(law, "quick", 0) for law in LAWS)
    found = record(replace(checked.about, verdicts=verdicts))
    assert read(RECORDED.read_text())[checked.row] == found, "run: python -m impls"
