"""pytest options for the whole checkout, and Hypothesis profiles."""

from pathlib import Path

import pytest
from hypothesis import settings

from spec.search import EXAMPLES

# Nothing depends on the clock: how fast a machine is must not decide.
settings.register_profile("default", deadline=None)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("corrspec", "the matrix")
    group.addoption(
        "--impl", nargs="+", metavar="ROW", help="check these rows; one that is not installed is then an error"
    )
    group.addoption("--effort", choices=list(EXAMPLES), default="quick", help="problems for each law (quick)")
    group.addoption("--report", type=Path, metavar="FILE", help="keep the verdicts in FILE, for `spec report`")
    group.addoption("--seed", type=int, default=0, help="a seed gives the same run twice (0)")
