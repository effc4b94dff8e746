"""pytest options for the whole checkout, a time limit for every test, and Hypothesis profiles."""

import faulthandler
import os
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from spec.checking.effort import EXAMPLES

# Nothing depends on the clock: how fast a machine is must not decide.
settings.register_profile("corrspec", deadline=None)
settings.load_profile("corrspec")

# Faults that are kept as they were written, and no tests.
collect_ignore_glob = ["tests/unseen/*"]

ENDING = 60.0
"""Seconds in which a test that took too long may close what it opened, until it is told so again."""

STDERR = pytest.StashKey[int]()


class TookTooLong(BaseException):
    """A test did not end. It is no Exception, of which Hypothesis, and what is tested, catch many."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("corrspec", "the matrix")
    group.addoption(
        "--impl", nargs="+", metavar="ROW", help="check these rows; one that is not installed is then an error"
    )
    group.addoption("--effort", choices=list(EXAMPLES), default="quick", help="problems for each law (quick)")
    group.addoption("--report", type=Path, metavar="FILE", help="keep the verdicts in FILE, for `spec report`")
    group.addoption("--seed", type=int, default=0, help="a seed gives the same run twice (0)")
    group.addoption(
        "--limit", type=float, default=600.0, metavar="SECONDS", help="for one test of quick effort (%(default)g)"
    )


def pytest_configure(config: pytest.Config) -> None:
    # What a test prints is caught, and here nothing is yet.
    config.stash[STDERR] = os.dup(2)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Ends a test that takes too long by an exception, wherever it is, so that all it opened is closed as ever."""
    effort = EXAMPLES[item.config.getoption("effort")] / EXAMPLES["quick"]
    seconds = item.config.getoption("limit") * effort

    def end(*_: object) -> None:
        raise TookTooLong(f"the test did not end within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds, ENDING)
    # Where Python is not reached by a signal, or does not exit after the last test, the run is ended.
    faulthandler.dump_traceback_later(2 * seconds, exit=True, file=item.config.stash[STDERR])
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
