"""What a row may declare, and what it is told where it may not."""

from typing import Any

import numpy as np
import pytest

from spec import LAWS, ClaimError, Implementation, Operation, Problem, TransposedProblem
from spec.contract.claims import Claims


def plain(input: Any, weight: Any) -> Any:
    return input


def unknown(input: Any, weight: Any, *, colour: Any) -> Any:
    return input


def catch_all(input: Any, weight: Any, **keywords: Any) -> Any:
    return input


def positional(input: Any, weight: Any, stride: Any) -> Any:
    return input


def everything(
    input: Any, weight: Any, *, bias: Any, stride: Any, padding: Any, boundary: Any, dilation: Any, groups: Any
) -> Any:
    return input


def hasty(input: Any, target: Any, weight: Any, *, steps: Any) -> Any:
    return weight


def back(input: Any, weight: Any, cotangent: Any, *, stride: Any) -> Any:
    return input, weight, cotangent


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"correlate": unknown}, "unknown names the keyword 'colour'; known are bias, stride"),
        ({"correlate": catch_all}, r"must take \(input, weight, \*, …\)"),
        ({"correlate": positional}, r"must take \(input, weight, \*, …\)"),
        ({"correlate": 7}, "7 is not a function"),
        ({"convolve": unknown}, "unknown names the keyword 'colour'"),
        ({"gradients": plain}, r"plain\(input: Any, weight: Any, …\) must take \(input, weight, cotangent, \*, …\)"),
        ({"transposed": everything}, "names the keyword 'boundary'; known are bias, stride"),
        ({"train": hasty}, "hasty does not name the keyword 'learning_rate', which train always has"),
        ({"transposed": Operation(plain, paddings={"same"})}, "paddings holds 'same'; known are explicit"),
        ({"gradients": back, "dtypes": {"int32"}}, "gradients needs a real floating dtype"),
        ({"dtypes": {"float31"}}, "dtypes holds 'float31'; known are float32"),
        ({"dtypes": "float32"}, "dtypes is the string 'float32'; write a set"),
        ({"dtypes": set()}, "dtypes is empty; name at least one"),
        ({"paddings": {"same"}}, "paddings holds 'same'; known are explicit"),
        ({"boundaries": {"mirror"}}, "boundaries holds 'mirror'; known are zero"),
        ({"rounding": "fuzzy"}, "rounding holds 'fuzzy'; known are direct, transform"),
        ({"accumulates": "float31"}, "accumulates is 'float31'; known are float32, float64, and None"),
        ({"accumulates": "float32"}, "no floating dtype of float32, float64 is narrower; leave it out"),
        ({"transposed": Operation(plain, accumulates="float32")}, "accumulates of transposed is 'float32', and no"),
        ({"ranks": {0}}, "ranks is {0}"),
        ({"ranks": set()}, "ranks is set()"),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ClaimError, match=words.replace("set()", r"set\(\)")):
        Implementation(**({"name": "mine", "correlate": plain} | arguments))


def correlation(row: Implementation) -> Claims:
    return row.operations["correlate"]


X, W = np.ones((1, 1, 6, 6)), np.ones((1, 1, 2, 3))


@pytest.mark.parametrize(
    ("problem", "feature"),
    [
        (Problem(X, W, stride=2), "stride"),
        (Problem(X, W, dilation=2), "dilation"),
        (Problem(X, W, padding=1), "padding"),
        (Problem(X, W, padding="same_upper"), "padding"),
        (Problem(X, W, bias=np.ones(1)), "bias"),
        (Problem(np.ones((1, 2, 6, 6)), np.ones((2, 1, 2, 2)), groups=2), "groups"),
        (Problem(X[:, :, 0], W[:, :, 0]), "rank 1"),
        (Problem(X.astype("int32"), W.astype("int32")), "dtype int32"),
        (Problem(np.ones((2, 1, 6, 6)), W), "batches, channels and filters"),
    ],
)
def test_what_a_signature_leaves_out_is_not_claimed(problem: Problem, feature: str) -> None:
    row = Implementation("mine", plain, ranks={2}, batched=feature == "groups")
    assert correlation(row).refusal(problem) == feature
    claims_all = Implementation("all", everything, dtypes={"float64", "int32"}, ranks={1, 2})
    assert correlation(claims_all).refusal(problem) is None


def test_who_must_be_called_by_one_thread_at_a_time_is_not_called_by_more() -> None:
    assert LAWS["calls_at_once_do_not_mix"].unmet(Implementation("mine", plain)) is None
    alone = Implementation("mine", plain, concurrent=False)
    assert LAWS["calls_at_once_do_not_mix"].unmet(alone) == "concurrent"


def padded(input: Any, weight: Any, *, padding: Any) -> Any:
    return input


def test_a_boundary_matters_only_where_there_is_a_padding() -> None:
    row = Implementation("mine", padded)
    assert correlation(row).refusal(Problem(X, W, padding=1, boundary="wrap")) == "boundary"
    assert correlation(row).refusal(Problem(X, W, boundary="wrap")) is None


@pytest.mark.parametrize("padding", [0, "valid", ((0, 0), (0, 0))])
def test_no_padding_is_claimed_by_everybody_in_every_form(padding: Any) -> None:
    assert correlation(Implementation("mine", plain)).refusal(Problem(X, W, padding=padding)) is None


@pytest.mark.parametrize(
    ("forms", "padding", "handed"),
    [
        ({"explicit"}, "same_upper", ((0, 1), (1, 1))),
        ({"explicit", "same_upper"}, "same_upper", "same_upper"),
        ({"symmetric"}, ((1, 1), (2, 2)), ((1, 1), (2, 2))),
        ({"symmetric"}, ((1, 0), (2, 2)), None),
        ({"valid", "full"}, ((1, 1), (2, 2)), "full"),
        ({"valid", "full"}, 0, "valid"),
        ({"same_lower"}, "same_upper", None),
        ({"same_upper"}, ((0, 1), (1, 1)), "same_upper"),
    ],
)
def test_a_padding_is_handed_over_in_a_form_that_the_row_takes(forms: set[str], padding: Any, handed: Any) -> None:
    row = Implementation("mine", everything, paddings=forms)
    assert correlation(row).padding_for(Problem(X, W, padding=padding)) == handed


def test_an_operation_claims_what_the_row_does_unless_it_says_otherwise() -> None:
    def transposed(input: Any, weight: Any, *, padding: Any) -> Any:
        return input

    narrow = Operation(transposed, ranks={2}, paddings={"symmetric"})
    row = Implementation("mine", everything, transposed=narrow, dtypes={"float64", "int32"})
    claims = row.operations["transposed"]
    assert (claims.ranks, claims.dtypes, claims.forms) == ({2}, {"float64", "int32"}, {"symmetric"})
    assert correlation(row).forms == {"explicit"}
    assert set(row.operations) == {"correlate", "transposed"}


def test_gradients_are_claimed_in_floating_dtypes() -> None:
    row = Implementation("mine", plain, gradients=back, dtypes={"float64", "int32", "complex128"})
    assert row.operations["gradients"].dtypes == {"float64"}
    assert row.operations["gradients"].features == {"stride"}


@pytest.mark.parametrize(
    ("forms", "problem", "handed"),
    [
        ({"explicit"}, TransposedProblem(X, W, stride=2, padding="same_upper"), (((0, 0), (0, 1)), (0, 0))),
        ({"same_upper"}, TransposedProblem(X, W, stride=2, padding="same_upper"), ("same_upper", (0, 0))),
        ({"same_upper"}, TransposedProblem(X, W, stride=2, padding=((0, 0), (0, 1))), ("same_upper", (0, 0))),
        ({"explicit"}, TransposedProblem(X, W, stride=(3, 2), padding="same_upper"), (((0, 0), (0, 1)), (1, 0))),
        (
            {"same_upper"},
            TransposedProblem(X, W, stride=(3, 2), padding=((0, 0), (0, 1)), output_padding=(1, 0)),
            ("same_upper", (0, 0)),
        ),
        ({"valid"}, TransposedProblem(X, W, stride=2, output_padding=1), ("valid", (1, 1))),
    ],
)
def test_a_transposed_padding_is_handed_over_with_its_output_padding(
    forms: set[str], problem: TransposedProblem, handed: tuple[Any, Any]
) -> None:
    def transposed(input: Any, weight: Any, *, stride: Any, padding: Any, output_padding: Any) -> Any:
        return input

    claims = Implementation("mine", everything, transposed=Operation(transposed, paddings=forms)).operations[
        "transposed"
    ]
    assert claims.refusal(problem) is None
    found = claims.handed(problem)
    assert (found.padding, found.output_padding) == handed
    assert found.output_size == problem.output_size
