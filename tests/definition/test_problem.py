"""Problems: what is wrong with them is said, whatever is wrong."""

import re
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from spec import Descriptor, Problem, TransposedProblem, definition
from spec.definition.dtypes import EXACT_BITS

ONES = np.ones((1, 1, 3), np.float32)
WRONG: list[tuple[dict[str, Any], str, str]] = [
    (
        {"weight": ONES.astype(np.float64)},
        "dtype",
        "a weight of dtype float64 does not go with",
    ),
    ({"bias": np.ones(1)}, "dtype", "a bias of dtype float64 does not go with an input of dtype float32"),
    ({"input": ONES.astype(bool), "weight": ONES.astype(bool)}, "dtype", "an input of dtype bool; known are float32, "),
    (
        {"input": ONES.astype("u1"), "weight": ONES.astype("u1")},
        "dtype",
        "an input of dtype uint8; known are ",
    ),
    ({"input": ONES.astype(object), "weight": ONES.astype(object)}, "dtype", "an input of dtype object; known are "),
    ({"input": np.array(["a"]).reshape(1, 1, 1)}, "dtype", "an input of dtype <U1; known are float32, "),
    ({"input": ONES[0]}, "rank", "an input of shape (1, 3) has no spatial axis behind its items and channels"),
    ({"input": np.ones((), np.float32)}, "rank", "an input of shape () has no spatial axis"),
    ({"weight": ONES[0]}, "rank", "the input has 1 spatial axes and the weight 0"),
    ({"stride": [1, 2]}, "length of stride", "stride has 2 entries for 1 spatial axes"),
    ({"stride": ()}, "length of stride", "stride has 0 entries for 1 spatial axes"),
    ({"dilation": 0}, "dilation", "dilation (0,) must be at least 1"),
    ({"padding": "same"}, "padding", "no padding is called 'same'"),
    ({"padding": -1}, "padding", "padding ((-1, -1),) must not be negative"),
    ({"weight": ONES[..., :0]}, "taps", "a kernel of size (0,) has no taps"),
    ({"groups": 0}, "groups", "groups 0 must be at least 1"),
]
ONLY_FORWARD: list[tuple[dict[str, Any], str, str]] = [
    ({"boundary": "mirror"}, "boundary", "no boundary is called 'mirror'"),
    (
        {"input": ONES[..., :0], "padding": 3, "boundary": "wrap"},
        "boundary",
        "wrap has nothing to repeat",
    ),
]


@pytest.mark.parametrize(("changes", "kind", "words"), WRONG + ONLY_FORWARD)
def test_what_is_wrong_with_a_problem_is_said(changes: dict[str, Any], kind: str, words: str) -> None:
    problem = Problem(**{"input": ONES, "weight": ONES} | changes)
    reason = problem.invalidity()
    assert reason
    assert (reason.kind, str(reason)[: len(words)]) == (kind, words)
    with pytest.raises(ValueError, match=re.escape(words)):
        definition.correlate(problem)
    with pytest.raises(ValueError, match=re.escape(words)):
        definition.gradients(problem, ONES)


@pytest.mark.parametrize(("changes", "kind", "words"), [*WRONG, ({"output_padding": [1]}, "output_padding", "output")])
def test_what_is_wrong_with_the_way_back_is_said(changes: dict[str, Any], kind: str, words: str) -> None:
    problem = TransposedProblem(**{"input": ONES, "weight": ONES} | changes)
    reason = problem.invalidity()
    assert reason
    assert (reason.kind, str(reason)[: len(words)]) == (kind, words)
    with pytest.raises(ValueError, match=re.escape(words)):
        definition.transposed(problem)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"input": [[[1.0]]]}, "input is a list; give a numpy.ndarray"),
        ({"weight": None}, "weight is a NoneType; give a numpy.ndarray"),
        ({"bias": 0.0}, "bias is a float; give a numpy.ndarray"),
        ({"stride": 1.5}, "stride: 1.5 is of type float; give an integer, or one for each axis"),
        ({"stride": "2"}, "stride: '2' is of type str"),
        ({"dilation": [None]}, "dilation: None is of type NoneType"),
        ({"dilation": True}, "dilation: True is of type bool"),
        ({"groups": [1]}, r"groups: \[1\] is of type list; give an integer"),
        ({"padding": (1, 1)}, "padding: 1 is of type int; give an integer, a name, or a pair"),
        ({"padding": [(1, 2, 3)]}, r"padding: \(1, 2, 3\) is of type tuple"),
        ({"padding": [(1, "2")]}, "padding: '2' is of type str"),
        ({"boundary": None}, "boundary is None; give one of zero, edge, reflect, symmetric, wrap"),
    ],
)
def test_what_is_no_argument_at_all_is_refused_with_what_would_be(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        Problem(**{"input": ONES, "weight": ONES} | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"stride": [2], "padding": [[1, 2]], "dilation": [3]},
        {"stride": np.int64(2), "padding": np.array([[1, 2]]), "dilation": np.array([3])},
        {"stride": np.array(2), "padding": [np.array([1, 2])], "dilation": np.uint8(3), "groups": np.int32(1)},
    ],
)
def test_integers_of_numpy_and_lists_are_numbers(changes: dict[str, Any]) -> None:
    problem = Problem(ONES, ONES, **changes)
    plain = Problem(ONES, ONES, stride=(2,), padding=((1, 2),), dilation=(3,))
    assert (problem.stride, problem.padding, problem.dilation, problem.groups) == ((2,), ((1, 2),), (3,), 1)
    assert all(type(number) is int for number in (*problem.strides, *problem.pairs[0], problem.groups))
    assert np.array_equal(definition.correlate(problem), definition.correlate(plain))


@pytest.mark.parametrize("dtype", EXACT_BITS)
def test_what_can_be_claimed_can_be_computed_whichever_byte_comes_first(dtype: str) -> None:
    ones = np.ones((1, 1, 3), ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)
    assert Problem(ones, ones.astype(ones.dtype.newbyteorder()), ones[0, 0, :1]).invalidity() is None


@pytest.mark.parametrize("words", ["p4611686018427387904-0", "p2147483648-2147483648,2147483648-2147483648"])
def test_an_output_without_an_address_for_each_byte_is_invalid(words: str) -> None:
    shape = "x".join("1" * (3 + words.count(",")))
    reason = Descriptor.parse(f"{shape} * {shape} {words}").problem().invalidity()
    assert reason
    assert "larger than an array can be" in reason.reason


def test_a_long_output_that_can_exist_is_valid() -> None:
    assert Descriptor.parse("1x1x1 * 1x1x1 p4294967296-0").problem().invalidity() is None
