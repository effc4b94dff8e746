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
from .search import Effort
from .terminal import explanation


def conformance_test(
    implementation: Implementation, *, effort: Effort = "quick", seed: int = 0
) -> Callable[[str], None]:
    """A test function with one case for every law. A law that is not claimed is skipped, and says what it needs."""

    @pytest.mark.parametrize("law", LAWS)
    def test(law: str) -> None:
        assert_conforms(implementation, law, effort=effort, seed=seed)

    return test


def assert_conforms(implementation: Implementation, law: str, *, effort: Effort = "quick", seed: int = 0) -> None:
    """Fails with an explanation where `implementation` breaks `law`; skips where the law is not claimed."""
    (verdict,) = check(implementation, effort=effort, seed=seed, laws=[law]).verdicts
    if verdict.failed:
        pytest.fail(explanation(implementation.name, verdict), pytrace=False)
    if verdict.status == "not claimed":
        pytest.skip(f"not claimed: {verdict.summary}")
