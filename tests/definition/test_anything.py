"""Whatever is handed over: the definition answers, or raises what it says that it raises."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from spec import Problem, TransposedProblem, definition

NUMBER = st.integers(-1, 3) | st.sampled_from([2**45, 2**63, 2**64, True, 1.0, None, "1", np.int8(2), np.float32(1)])
NUMBERS = NUMBER | st.lists(NUMBER | st.lists(NUMBER, max_size=3), max_size=3) | st.just(np.ones((1, 2), int))
DTYPES = ["float32", "float64", "int32", "complex64", "float16", "bool", "uint8", "int16", "object", "S1", ">f4"]
ARRAY = st.builds(np.zeros, st.lists(st.integers(0, 3), max_size=4), st.sampled_from(DTYPES))
USUAL = st.builds(np.zeros, st.lists(st.integers(1, 3), min_size=3, max_size=3), st.just("float32"))
OPERAND = USUAL | ARRAY | st.sampled_from([None, 1.0, [[[1.0]]]])
BOUNDARY = st.sampled_from(["zero", "edge", "reflect", "symmetric", "wrap", "", None, []])
KEYWORDS = {
    "bias": st.none() | ARRAY,
    "stride": NUMBERS,
    "padding": NUMBERS | st.sampled_from(["valid", "full", "same_upper", "same_lower", "same", ""]),
    "dilation": NUMBERS,
    "groups": NUMBERS,
}
FORWARD = st.fixed_dictionaries({"input": OPERAND, "weight": OPERAND}, optional=KEYWORDS | {"boundary": BOUNDARY})
BACK = st.fixed_dictionaries({"input": OPERAND, "weight": OPERAND}, optional=KEYWORDS | {"output_padding": NUMBERS})


def made(kind: type, arguments: dict[str, Any]) -> Any:
    """The problem; None where it is refused as what is no argument at all."""
    try:
        return kind(**arguments)
    except TypeError as error:
        return None if "; give " in str(error) else error


def asked(question: Any, *arguments: Any) -> str | None:
    """What the definition says is wrong; None where it answers, or has no room to."""
    try:
        question(*arguments)
    except ValueError as error:
        return str(error)
    except MemoryError:
        return None
    return None


@settings(max_examples=300)
@given(FORWARD)
def test_a_correlation_is_answered_or_refused_with_what_is_wrong(arguments: dict[str, Any]) -> None:
    problem = made(Problem, arguments)
    if problem is not None:
        reason = problem.invalidity()
        wrong = None if reason is None else str(reason)
        assert asked(definition.correlate, problem) == wrong
        assert asked(definition.convolve, problem) == wrong


@settings(max_examples=300)
@given(FORWARD, OPERAND)
def test_gradients_are_answered_or_refused_with_what_is_wrong(arguments: dict[str, Any], cotangent: Any) -> None:
    problem = made(Problem, arguments)
    if problem is not None:
        reason = problem.invalidity()
        wrong = asked(definition.gradients, problem, cotangent)
        assert wrong == str(reason) if reason else wrong is None or wrong.startswith("a cotangent")
        if reason is None and max(problem.output_shape) < 99:
            ones = np.ones(problem.output_shape, problem.input.dtype)
            assert asked(definition.gradients, problem, ones) is None


@settings(max_examples=300)
@given(BACK)
def test_the_way_back_is_answered_or_refused_with_what_is_wrong(arguments: dict[str, Any]) -> None:
    problem = made(TransposedProblem, arguments)
    if problem is not None:
        reason = problem.invalidity()
        assert asked(definition.transposed, problem) == (None if reason is None else str(reason))
