"""The matrix: every row against every law. Whom to test is data, and no test names a row."""

from functools import cache
from pathlib import Path

import pytest

import impls
from impls._markdown import arithmetics, line, section
from spec import LAWS, Report, Verdict, check
from spec.precision import behaves_like
from spec.testing import judge

PAGES = "README.md", "docs/rows.md", "docs/precision.md"
README, ROWS, PRECISION = (Path(__file__).parent.parent / page for page in PAGES)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    asked = metafunc.config.getoption("impl")
    known = impls.discover()
    if unknown := set(asked or ()) - set(known):
        raise pytest.UsageError(f"--impl {' '.join(sorted(unknown))}: rows are {', '.join(known)}")
    if "row" in metafunc.fixturenames:
        metafunc.parametrize("row", asked or known)
    if "law" in metafunc.fixturenames:
        metafunc.parametrize("law", LAWS)


@pytest.fixture(autouse=True)
def installed(row: str, request: pytest.FixtureRequest) -> None:
    """Skips a row that cannot be imported here, and fails where it was asked for by name."""
    try:
        impls.load(row)
    except ImportError as missing:
        if request.config.getoption("impl"):
            pytest.fail(f"{row} was asked for and cannot be imported: {missing}", pytrace=False)
        pytest.skip(f"not installed: {missing}")


@cache
def verdict(row: str, law: str, effort: str, seed: int) -> Verdict:
    (found,) = check(impls.load(row), laws=[law], effort=effort, seed=seed).verdicts  # type: ignore[arg-type]
    return found


def test_a_row_satisfies_the_law(row: str, law: str, pytestconfig: pytest.Config) -> None:
    judge(row, verdict(row, law, pytestconfig.getoption("effort"), pytestconfig.getoption("seed")))


def test_a_row_is_called_what_its_file_is_called(row: str) -> None:
    assert impls.load(row).name == row


def test_the_page_of_rows_shows_what_a_row_claims(row: str) -> None:
    assert section(impls.load(row)) in ROWS.read_text(), "run: python -m impls"


def test_the_page_of_precision_shows_the_arithmetic_of_a_row(row: str) -> None:
    assert arithmetics(row, behaves_like(impls.load(row))) in PRECISION.read_text(), "run: python -m impls"


def test_the_readme_shows_what_came_of_a_row(row: str) -> None:
    verdicts = tuple(verdict(row, law, "quick", 0) for law in LAWS)
    assert line(Report(row, "quick", 0, verdicts)) in README.read_text(), "run: python -m impls"
