"""Rows that are checked at once are told of in order, as their verdicts fall, and nothing of them is left."""

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from spec import LAWS, Verdict, check
from spec.checking.order import as_asked
from spec.checking.run import Run
from spec.isolation.locate import locate
from spec.isolation.process import Limits
from spec.isolation.rows import Rows
from tests import hostile
from tests.processes import running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LAW, OTHER = "striding_is_subsampling", "an_impulse_stamps_the_reversed_kernel"


def hostile_row(name: str) -> str:
    return f"{hostile.__file__}:{name}"


def test_rows_are_told_of_in_the_order_in_which_they_were_named() -> None:
    names = [hostile_row("never_returns"), hostile_row("prints")]
    with Rows(names, Run(), laws=[OTHER, LAW], limits=Limits(seconds=1.0), jobs=2) as rows:
        told = [[verdict.law for verdict in rows.of(name)] for name in names]
        reports = [rows.report(name) for name in names]
    assert told == [as_asked([OTHER, LAW])] * 2
    assert [report.implementation for report in reports if report] == ["never_returns", "prints"]
    assert [[verdict.law for verdict in report.verdicts] for report in reports if report] == [[OTHER, LAW]] * 2


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_however_many_are_asked_at_once_the_verdicts_are_the_same(jobs: int) -> None:
    with Rows(["thirdparty/wrong.py"], Run(seed=3, memory=False), jobs=jobs) as rows:
        told = list(rows.of("thirdparty/wrong.py"))
        report = rows.report("thirdparty/wrong.py")
    here = check(locate("thirdparty/wrong.py"), seed=3, memory=False)
    assert [verdict.law for verdict in told] == as_asked(LAWS)
    assert report
    assert report.precision == here.precision
    assert [_plain(verdict) for verdict in report.verdicts] == [_plain(verdict) for verdict in here.verdicts]


def _plain(verdict: Verdict) -> Verdict:
    """The verdict without what may be another one each time."""
    failures = tuple(replace(failure, script="") for failure in verdict.failures)
    return replace(verdict, seconds=0.0, failures=failures)


def test_where_the_time_is_over_nothing_more_is_asked() -> None:
    with Rows(["im2col"], Run(ends=time.time())) as rows:
        assert len(list(rows.of("im2col"))) == 0
        report = rows.report("im2col")
    assert report
    assert report.verdicts == ()


def test_one_row_that_cannot_be_had_does_not_keep_others_from_being_told_of() -> None:
    with Rows(["no.such.row", hostile_row("prints")], Run(), laws=[LAW]) as rows:
        with pytest.raises(Exception, match="no module called no"):
            list(rows.of("no.such.row"))
        assert [verdict.law for verdict in rows.of(hostile_row("prints"))] == [LAW]


def test_whoever_leaves_early_waits_for_nobody() -> None:
    started = time.monotonic()
    with Rows([hostile_row("never_returns")], Run(), laws=[LAW], limits=Limits(seconds=300.0)):
        pass
    assert time.monotonic() - started < 100


def test_a_failure_is_shown_before_the_run_is_over() -> None:
    rows = [hostile_row("returns_nothing"), hostile_row("never_returns")]
    command = [sys.executable, "-m", "spec", "check", *rows, "--law", LAW, "--time-limit", "200"]
    with running(command, cwd=ROOT) as check:
        check.until(lambda: "returns_nothing breaks" in check.said(), "the failure was shown")
        assert check.process.poll() is None
