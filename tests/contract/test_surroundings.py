"""What a call changes of its surroundings is found, and put back."""

import os
import random
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from spec.contract.surroundings import SURROUNDINGS, observed
from tests.mutants._arithmetic import flush_to_zero, round_down

CHANGES: dict[str, Callable[[], Any]] = {
    "changes NumPy's error state": lambda: np.seterr(over="raise"),
    "changes how the processor rounds, or what it takes for zero": round_down,
    "changes NumPy's random state": lambda: np.random.seed(0),
    "changes random's state": lambda: random.seed(0),
    "changes the current directory": lambda: os.chdir(os.pardir),
    "changes the environment": lambda: os.environ.update(CORRSPEC="changed"),
    "changes the filters of warnings": lambda: warnings.simplefilter("error"),
}
ALIKE: dict[str, Callable[[], Any]] = {
    "ignored": lambda: np.seterr(all="ignore"),
    "as it is at the start": lambda: np.seterr(divide="warn", over="warn", under="ignore", invalid="warn"),
    "called": lambda: np.seterrcall(lambda *_: None),
}
PRINTS: dict[str, Callable[[], Any]] = {
    "prints to stdout": lambda: print("said"),
    "prints to stderr": lambda: print("said", file=sys.stderr),
}


def test_every_surrounding_can_be_seen_to_change() -> None:
    assert set(CHANGES) == {f"changes {name}" for name in SURROUNDINGS}


@pytest.mark.parametrize("found", CHANGES)
def test_a_change_is_found_and_put_back(found: str) -> None:
    before = {name: read() for name, (read, _) in SURROUNDINGS.items()}
    for _ in range(2):
        changes: list[str] = []
        with observed(changes):
            CHANGES[found]()
        assert changes == [found]
    assert before == {name: read() for name, (read, _) in SURROUNDINGS.items()}


@pytest.mark.parametrize("left", ALIKE)
def test_an_error_state_is_seen_to_change_whatever_it_becomes(left: str) -> None:
    changes: list[str] = []
    with observed(changes):
        ALIKE[left]()
    assert changes == ["changes NumPy's error state"]


def test_small_numbers_that_become_zero_are_seen_and_put_back() -> None:
    changes: list[str] = []
    with observed(changes):
        flush_to_zero()
    assert changes == ["changes how the processor rounds, or what it takes for zero"]
    assert float(np.float64(2.0**-1074) * np.float64(1)) != 0


def test_an_infinity_is_not_a_change_and_not_an_error() -> None:
    changes: list[str] = []
    with observed(changes):
        np.divide(np.ones(3), np.zeros(3))
    assert changes == []


def ignore_errors_and_raise() -> None:
    np.seterr(all="ignore")
    raise NotImplementedError


def test_a_change_before_an_exception_is_found() -> None:
    changes: list[str] = []
    with pytest.raises(NotImplementedError), observed(changes):
        ignore_errors_and_raise()
    assert changes == ["changes NumPy's error state"]


@pytest.mark.parametrize("found", PRINTS)
def test_a_print_is_found_and_swallowed(found: str, capfd: pytest.CaptureFixture[str]) -> None:
    changes: list[str] = []
    with observed(changes):
        PRINTS[found]()
    assert changes == [found]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("descriptor", "found"), [(1, "prints to stdout"), (2, "prints to stderr")])
def test_a_print_past_python_is_found_and_swallowed(
    descriptor: int, found: str, capfd: pytest.CaptureFixture[str]
) -> None:
    changes: list[str] = []
    with observed(changes):
        os.write(descriptor, b"said")
    assert changes == [found]
    assert capfd.readouterr() == ("", "")


def test_a_warning_is_neither_shown_nor_a_print(capfd: pytest.CaptureFixture[str]) -> None:
    changes: list[str] = []
    with observed(changes):
        warnings.warn("said", stacklevel=1)
    assert changes == []
    assert capfd.readouterr() == ("", "")


def leave_for_another_directory() -> None:
    os.chdir(os.pardir)
    raise NotImplementedError


def test_what_was_there_is_put_back_after_an_exception_too() -> None:
    directory = os.getcwd()
    with pytest.raises(NotImplementedError), observed([]):
        leave_for_another_directory()
    assert os.getcwd() == directory
