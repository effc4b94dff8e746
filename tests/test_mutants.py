"""Every law has a mutant that it rejects, and every mutant is rejected by the laws that it names."""

from collections.abc import Iterator
from typing import Any

import pytest

import impls
from spec import LAWS
from spec.checking.judge import judge
from spec.checking.run import Run
from tests import mutants

MUTANTS = {mutant.name: mutant for mutant in mutants.discover()}


def test_every_law_has_a_mutant() -> None:
    assert set(LAWS) == {law for mutant in MUTANTS.values() for law in mutant.rejected_by}


@pytest.mark.parametrize("law", LAWS)
def test_what_mutants_spoil_is_without_fault(law: str) -> None:
    verdict = judge(mutants.faultless(), LAWS[law], Run())
    assert verdict.status == "conforms", verdict


def test_the_file_of_a_mutant_says_where_it_comes_from() -> None:
    assert {mutant.origin for mutant in MUTANTS.values()} == {"law", "report", "systematic", "blind"}
    assert all((mutant.origin == "report") == (mutant.report is not None) for mutant in MUTANTS.values())


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_says_what_is_wrong_with_it(name: str) -> None:
    mutant = MUTANTS[name]
    assert mutant.fault.endswith(".")
    assert mutant.rejected_by
    assert name not in impls.discover()


def _pairs() -> Iterator[Any]:
    """Every mutant with each law that must reject it. Where a law has one already, the others may wait."""
    seen: set[str] = set()
    for mutant in MUTANTS.values():
        for law in mutant.rejected_by:
            yield pytest.param(mutant.name, law, marks=[pytest.mark.slow] if law in seen else [])
            seen.add(law)


@pytest.mark.parametrize(("name", "law"), list(_pairs()))
def test_a_mutant_is_rejected_by_the_laws_it_names(name: str, law: str, pytestconfig: pytest.Config) -> None:
    run = Run(seed=pytestconfig.getoption("seed"), shrink=False)
    assert judge(MUTANTS[name].implementation, LAWS[law], run).failed
