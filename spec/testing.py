"""The laws as a pytest test: three lines in anybody's repository.

from corrspec.testing import conformance_test
from mylib.adapter import MINE

test_mine = conformance_test(MINE)
"""

from collections.abc import Callable

import pytest

from .conformance import check
from .implementation import Implementation
from .law import LAWS
from .order import as_asked
from .report import Verdict
from .search import Effort
from .terminal import explanation


def conformance_test(
    implementation: Implementation, *, effort: Effort = "quick", seed: int = 0
) -> Callable[[str], None]:
    """A test function with one case for every law. A law that is not claimed is skipped, and says what it needs."""

    @pytest.mark.parametrize("law", as_asked(LAWS))
    def test(law: str) -> None:
        (verdict,) = check(implementation, effort=effort, seed=seed, laws=[law]).verdicts
        judge(implementation.name, verdict)

    return test


def judge(name: str, verdict: Verdict) -> None:
    """Fails with an explanation where a law was broken; skips, and says what it needs, where it was not claimed."""
    if verdict.failed:
        pytest.fail(explanation(name, verdict), pytrace=False)
    if verdict.status == "not claimed":
        pytest.skip(f"not claimed: {verdict.summary}")
