"""A subject: calls at the same time, shapes that were seen, and what a call does to the processor."""

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from threading import Barrier
from typing import Any

import numpy as np
import pytest

from spec import Implementation, Problem
from spec.contract.outcomes import Raised
from spec.contract.processor import arithmetic
from spec.contract.subject import Subject
from spec.laws.rehearsal import Rehearsal
from tests.mutants._arithmetic import round_down
from tests.processes import run

Array = np.ndarray[Any, Any]


def problem(value: float) -> Problem:
    return Problem(np.full((1, 1, 3), float(value)), np.ones((1, 1, 1)))


def subject(function: Callable[[Array], Array], kind: type[Subject] = Subject) -> Subject:
    """That of a row which answers what `function` makes of the input."""

    def correlate(input: Array, weight: Array) -> Array:
        return function(input)

    return kind(Implementation("mine", correlate), "")


def itself(input: Array) -> Array:
    return input.copy()


def refusing_ones(input: Array) -> Array:
    if input.flat[0] == 1:
        raise ValueError("one")
    return input


def rounding_down(input: Array) -> Array:
    round_down()
    return input


def test_jobs_overlap_and_their_answers_come_in_order() -> None:
    both = Barrier(2, timeout=10)

    def meeting_the_other(input: Array) -> Array:
        both.wait()
        return input

    asked = subject(meeting_the_other)
    found = asked.at_once([lambda one: one.correlate(problem(1)), lambda one: one.correlate(problem(2))])
    assert [array.flat[0] for array in found] == [1, 2]
    assert [arrays[0].flat[0] for _, arrays, _ in asked.calls] == [1, 2]


def test_what_a_job_raises_is_raised() -> None:
    asked = subject(refusing_ones)
    with pytest.raises(Raised, match="one"):
        asked.at_once([lambda one: one.correlate(problem(2)), lambda one: one.correlate(problem(1))])
    assert len(asked.calls) == 2


def test_the_definition_answers_in_place_of_the_row() -> None:
    (found,) = subject(refusing_ones, Rehearsal).at_once([lambda one: one.correlate(problem(1))])
    assert found.tolist() == [[[1, 1, 1]]]


def test_shapes_are_seen_of_a_row_and_an_operation() -> None:
    one, other = subject(itself), subject(itself)
    one.correlate(problem(1))
    assert one.has_seen("correlate", (1, 1, 3), (1, 1, 1))
    assert not one.has_seen("convolve", (1, 1, 3), (1, 1, 1))
    assert not one.has_seen("correlate", (1, 1, 4), (1, 1, 1))
    assert not other.has_seen("correlate", (1, 1, 3), (1, 1, 1))


def test_a_call_that_leaves_the_processor_rounding_down_does_not_spoil_the_next() -> None:
    before = arithmetic()
    subject(rounding_down).correlate(problem(1))
    assert arithmetic() == before


def test_a_copy_of_the_process_has_callers_of_its_own() -> None:
    program = """
        import os

        from spec.contract.callers import called_at_once

        assert called_at_once([int, int]) == [0, 0]
        child = os.fork()
        assert called_at_once([int, int, int]) == [0, 0, 0]
        assert child == 0 or os.waitpid(child, 0)[1] == 0
    """
    done = run([sys.executable, "-W", "error", "-c", dedent(program)], cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stderr) == (0, "")
