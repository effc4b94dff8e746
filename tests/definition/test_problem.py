"""Problems: what is wrong with them is said, whatever is wrong, and those that are made of others are what they say."""

import re
from dataclasses import FrozenInstanceError, replace
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given

import impls
from spec import Descriptor, Problem, TransposedProblem, definition
from spec.definition.call import Invalidity
from spec.definition.dtypes import EXACT_BITS
from spec.drawing.strategies import strategy
from spec.drawing.valid import valid_problems

ONES = np.ones((1, 1, 3), np.float32)
WRONG: list[tuple[dict[str, Any], str, str]] = [
    (
        {"weight": ONES.astype(np.float64)},
        "dtype",
        "a weight of dtype float64 does not go with",
    ),
    ({"input": np.ones((1, 1, 3))}, "dtype", "a weight of dtype float32 does not go with an input of dtype float64"),
    ({"weight": ONES[..., None, None]}, "rank", "the input has 1 spatial axes and the weight 3"),
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
FOUR, SIX = np.ones((1, 4, 3), np.float32), np.ones((6, 2, 1), np.float32)
ONLY_FORWARD: list[tuple[dict[str, Any], str, str]] = [
    ({"bias": np.ones(2, np.float32)}, "bias", "a bias of shape (2,) does not fit 1 filters"),
    ({"bias": np.ones(0, np.float32)}, "bias", "a bias of shape (0,) does not fit 1 filters"),
    ({"input": FOUR, "weight": SIX, "groups": 3}, "groups", "4 channels and 6 filters cannot be split into 3 groups"),
    ({"input": FOUR, "weight": SIX, "groups": 4}, "groups", "4 channels and 6 filters cannot be split into 4 groups"),
    ({"input": FOUR, "weight": SIX}, "channels", "1 groups of 2 channels do not make 4 channels"),
    ({"input": ONES, "weight": SIX}, "channels", "1 groups of 2 channels do not make 1 channels"),
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


def test_a_sum_has_a_term_for_each_tap_of_each_channel_of_a_group() -> None:
    assert Problem(FOUR, np.ones((6, 2, 3), np.float32), groups=2).terms == 2 * 3


def test_a_kernel_is_reversed_along_every_axis() -> None:
    weight = np.arange(12).reshape(1, 2, 2, 3)
    found = Problem(np.ones((1, 2, 2, 3), int), weight).with_kernel_reversed().weight
    assert found.tolist() == [[[[5, 4, 3], [2, 1, 0]], [[11, 10, 9], [8, 7, 6]]]]


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
        ({"stride": (1.5, 2.5)}, "stride: 1.5 is of type float; give an integer, or one for each axis"),
        ({"dilation": (1, 2.5)}, "dilation: 2.5 is of type float"),
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


@pytest.mark.parametrize("shape", ["1x1x1", "0x1x1"])
def test_an_array_has_less_than_two_to_the_63_bytes(shape: str) -> None:
    most = 2**62 - 1
    just_right = Descriptor.parse(f"{shape} * 1x1x1 float16 p{most - 1}-0").outline()
    assert just_right.output_size == (most,)
    assert just_right.invalidity() is None
    reason = Descriptor.parse(f"{shape} * 1x1x1 float16 p{most}-0").outline().invalidity()
    assert reason
    assert reason.kind == "size"


def test_zeros_can_be_added_to_nothing() -> None:
    assert Problem(ONES[..., :0], ONES, padding=3).invalidity() is None


def test_problems_are_themselves_alone() -> None:
    problem = Problem(ONES, ONES)
    assert len({problem, replace(problem)}) == 2
    with pytest.raises(FrozenInstanceError):
        Invalidity("rank", "none").kind = "other"  # type: ignore[misc]


VALID = strategy(valid_problems, impls.load("definition").operations["correlate"])


@given(VALID)
def test_windows_tile_what_is_fitted(drawn: Descriptor) -> None:
    problem = drawn.problem()
    fitted = problem.fitted()
    assert fitted.pairs == ((0, 0),) * problem.rank
    reached = [
        (out - 1) * s + e for out, s, e in zip(problem.output_size, problem.strides, problem.extents, strict=True)
    ]
    assert list(fitted.size) == reached
    assert np.array_equal(definition.correlate(fitted), definition.correlate(problem))


@given(VALID)
def test_the_first_group_gives_the_first_filters(drawn: Descriptor) -> None:
    problem = replace(drawn.problem(), bias=None)
    first = problem.first_group()
    filters = problem.weight.shape[0] // problem.groups
    assert (first.groups, first.bias, first.weight.shape[0]) == (1, None, filters)
    assert np.array_equal(definition.correlate(first), definition.correlate(problem)[:, :filters])


@given(VALID)
def test_the_forms_of_a_problem_have_one_output(drawn: Descriptor) -> None:
    problem = drawn.problem()
    output = definition.correlate(problem)
    assert output.shape == problem.output_shape
    for other in (problem.explicit(), problem.extended()):
        assert np.array_equal(definition.correlate(other), output)
    assert np.array_equal(definition.convolve(problem.with_kernel_reversed()), output)


@given(VALID)
def test_a_tap_sees_one_element_of_every_window(drawn: Descriptor) -> None:
    problem = drawn.problem()
    whole = problem.extended().input
    for tap in np.ndindex(problem.kernel):
        seen = problem.under_tap(whole, tap)
        assert seen.shape[2:] == problem.output_size
        for window in ((0,) * problem.rank, tuple(out - 1 for out in problem.output_size)):
            at = [s * p + d * t for s, p, d, t in zip(problem.strides, window, problem.dilations, tap, strict=True)]
            assert np.array_equal(seen[:, :, *window], whole[:, :, *at])


def test_blocks_are_what_belongs_to_a_group() -> None:
    problem = Problem(np.ones((1, 6, 5)), np.ones((4, 3, 2)), groups=2)
    assert problem.blocks == [(slice(0, 2), slice(0, 3)), (slice(2, 4), slice(3, 6))]
    assert [problem.weight[filters].shape for filters, _ in problem.blocks] == [(2, *problem.weight.shape[1:])] * 2
    several = Problem(np.ones((1, 3, 5)), np.ones((6, 1, 2)), groups=3)
    assert several.blocks == [(slice(0, 2), slice(0, 1)), (slice(2, 4), slice(1, 2)), (slice(4, 6), slice(2, 3))]
