"""The search: what it draws is told by `drawn`."""

import pytest

from spec import LAWS, check
from spec.search import drawn
from tests.mutants import faultless


@pytest.mark.parametrize("law", ["striding_is_subsampling", "contracting_the_output_contracts_the_operands"])
def test_drawn_lists_what_a_search_that_finds_nothing_asks(law: str) -> None:
    asked: dict[str, None] = {}
    check(faultless(), laws=[law], seed=3, asked=lambda _, problem: asked.setdefault(str(problem)))
    listed = [str(problem) for problem in drawn(faultless(), LAWS[law], "quick", 3)]
    assert listed
    assert list(asked) == [problem for problem in listed if problem in asked]
