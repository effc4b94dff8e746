"""The page about strength is about these laws and these faults, and says that nothing is amiss."""

from typing import Any

import pytest

from benchmarks.strength.__main__ import PARTS, amiss, everything, pages
from benchmarks.strength._markdown import DOCS
from spec import LAWS
from tests.mutants import discover

RUN = "run tox -e strength, or, where only some are new, python -m benchmarks.strength --fault NAME or --law NAME"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return everything()


def test_nothing_is_amiss(found: dict[str, Any]) -> None:
    assert not amiss(found)


@pytest.mark.parametrize("part", ["kills", "rejections"])
def test_every_fault_was_measured(found: dict[str, Any], part: str) -> None:
    assert set(found[part]["faults"]) == {fault.name for fault in discover()}, RUN


def test_the_faults_are_described_as_they_are(found: dict[str, Any]) -> None:
    told = {name: (fault["fault"], fault["expected"]) for name, fault in found["kills"]["faults"].items()}
    assert told == {fault.name: (fault.fault, list(fault.rejected_by)) for fault in discover()}, RUN


@pytest.mark.parametrize("part", ["kills", "sensitivity"])
def test_no_law_was_measured_that_is_gone(found: dict[str, Any], part: str) -> None:
    assert set(found[part]["laws"]) <= set(LAWS), RUN


def test_every_law_was_asked(found: dict[str, Any]) -> None:
    assert set(found["kills"]["laws"]) == set(LAWS), RUN


def test_the_pages_are_made_of_what_was_found(found: dict[str, Any]) -> None:
    for page, text in pages(found).items():
        assert page.read_text() == text


def test_every_file_belongs_to_a_part() -> None:
    assert {path.stem for path in (DOCS / "strength").iterdir()} == set(PARTS)
