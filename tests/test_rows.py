"""Rows that are checked at once are told of in order, as their verdicts fall, and nothing of them is left."""

import sys
import time
from pathlib import Path

import pytest

from spec import Report
from spec.rows import Rows
from spec.worker import Limits
from tests import hostile
from tests.processes import running

ROOT = Path(__file__).parent.parent
LAW, OTHER = "striding_is_subsampling", "an_impulse_stamps_the_reversed_kernel"


def hostile_row(name: str) -> str:
    return f"{hostile.__file__}:{name}"


def test_rows_are_told_of_in_the_order_in_which_they_were_named() -> None:
    names = [hostile_row("never_returns"), hostile_row("prints")]
    with Rows(names, Limits(seconds=1.0), 2, {"laws": [LAW, OTHER]}) as rows:
        told = [found for name in names for found in rows.of(name)]
    reports = [found for found in told if isinstance(found, Report)]
    assert [report.implementation for report in reports] == ["never_returns", "prints"]
    assert [len(report.verdicts) for report in reports] == [2, 2]
    assert told.index(reports[0]) == 2


def test_one_row_that_cannot_be_had_does_not_keep_others_from_being_told_of() -> None:
    with Rows(["no.such.row", hostile_row("prints")], Limits(), 1, {"laws": [LAW]}) as rows:
        with pytest.raises(Exception, match="no module called no"):
            list(rows.of("no.such.row"))
        assert [type(found).__name__ for found in rows.of(hostile_row("prints"))] == ["Verdict", "Report"]


def test_whoever_leaves_early_waits_for_nobody() -> None:
    started = time.monotonic()
    with Rows([hostile_row("never_returns")], Limits(seconds=300.0), 1, {"laws": [LAW]}):
        pass
    assert time.monotonic() - started < 100


def test_a_failure_is_shown_before_the_run_is_over() -> None:
    rows = [hostile_row("returns_nothing"), hostile_row("never_returns")]
    command = [sys.executable, "-m", "spec", "check", *rows, "--law", LAW, "--time-limit", "200"]
    with running(command, cwd=ROOT) as check:
        check.until(lambda: "returns_nothing breaks" in check.said(), "the failure was shown")
        assert check.process.poll() is None
