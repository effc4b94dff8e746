"""The order in which laws are asked."""

from pathlib import Path

import pytest

from spec import LAWS, check
from spec.checking.order import ASKED_FIRST, as_asked
from tests.mutants import discover, named


def test_the_order_names_laws_that_there_are_each_once() -> None:
    assert as_asked(LAWS)[: len(ASKED_FIRST)] == list(ASKED_FIRST)


def test_laws_that_no_measurement_has_named_come_last_as_they_are_read() -> None:
    assert as_asked(["b", "a", ASKED_FIRST[0]]) == [ASKED_FIRST[0], "b", "a"]


def test_verdicts_come_in_the_order_given_though_asked_in_another() -> None:
    laws = ["batch_items_are_independent", *reversed(ASKED_FIRST[:2])]
    fallen: list[str] = []
    report = check(
        discover()[0].implementation, laws=laws, shrink=False, progress=lambda verdict: fallen.append(verdict.law)
    )
    assert [verdict.law for verdict in report.verdicts] == laws
    assert fallen == as_asked(laws)


def test_what_only_a_first_call_changes_is_seen_among_other_laws(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    report = check(
        named("tunes_itself_in_another_directory").implementation,
        laws=["agrees_with_the_definition", "a_call_changes_nothing_else"],
        shrink=False,
    )
    assert [verdict.status for verdict in report.verdicts] == ["conforms", "breaks"]
