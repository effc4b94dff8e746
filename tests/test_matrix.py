"""The matrix: every row against every law. Whom to test is data, and no test names a row."""

import pytest

import impls
from spec import LAWS, Implementation
from spec.search import Effort
from spec.testing import assert_conforms


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    asked = metafunc.config.getoption("impl")
    known = impls.discover()
    if unknown := set(asked or ()) - set(known):
        raise pytest.UsageError(f"--impl {' '.join(sorted(unknown))}: rows are {', '.join(known)}")
    if "law" in metafunc.fixturenames:
        metafunc.parametrize("row", asked or known, scope="module")
        metafunc.parametrize("law", LAWS)


@pytest.fixture(scope="module")
def implementation(row: str, request: pytest.FixtureRequest) -> Implementation:
    try:
        return impls.load(row)
    except ModuleNotFoundError as missing:
        if request.config.getoption("impl"):
            pytest.fail(f"{row} was asked for and cannot be imported: {missing}", pytrace=False)
        pytest.skip(f"not installed: {missing.name}")


def test_the_row_satisfies_the_law(implementation: Implementation, law: str, pytestconfig: pytest.Config) -> None:
    effort: Effort = pytestconfig.getoption("effort")
    assert_conforms(implementation, law, effort=effort, seed=pytestconfig.getoption("seed"))


def test_a_row_is_called_what_its_file_is_called() -> None:
    for name in impls.discover():
        try:
            assert impls.load(name).name == name
        except ModuleNotFoundError:
            continue
