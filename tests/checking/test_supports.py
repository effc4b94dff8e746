"""What a keyword cannot claim: `supports`, and NotImplementedError at run time."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from spec import LAWS, Descriptor, Implementation, Operation, Problem, check, definition
from spec.checking.judge import judge
from spec.checking.run import Run
from spec.contract.operations import ClaimError
from spec.display.run import remarks
from spec.display.share import shares
from spec.drawing.valid import share_supported
from tests.mutants import faultless


def in_eights(call: Any) -> bool | str:
    """Kernels of 3x3 at stride 1, on channels in multiples of eight: less than one problem in a hundred."""
    if call.rank != 2 or call.kernel != (3, 3) or set(call.strides) != {1}:
        return "3x3 at stride 1 alone"
    return bool(call.input.shape[1] % 8 == 0)


def faulty(input: Any, weight: Any, *, bias: Any, stride: Any, padding: Any, dilation: Any, groups: Any) -> Any:
    """Drops the last column of wide outputs whose width is no multiple of four."""
    output = definition.correlate(Problem(input, weight, bias, stride, padding, dilation, groups))
    if output.shape[-1] > 4 and output.shape[-1] % 4:
        output[..., -1] = 0
    return output


def refusing(input: Any, weight: Any, *, bias: Any, stride: Any, padding: Any, dilation: Any, groups: Any) -> Any:
    if in_eights(Problem(input, weight, stride=stride)) is not True:
        raise NotImplementedError("3x3 at stride 1, on channels in eights")
    return faulty(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


RESTRICTED = replace(faultless(), name="restricted", supports=in_eights)


@pytest.mark.parametrize(
    "law", ["agrees_with_the_definition", "gradients_agree_with_the_definition", "linear_in_the_input"]
)
def test_a_row_is_asked_about_what_it_supports_and_about_enough_of_it(law: str) -> None:
    asked: list[Descriptor] = []
    verdict = judge(RESTRICTED, LAWS[law], Run(memory=False), after_problem=lambda _, problem: asked.append(problem))
    assert verdict.status == "conforms"
    assert verdict.examples > 30
    assert all(in_eights(problem.outline()) is True for problem in asked)


def test_transposed_problems_are_what_supports_is_asked_about() -> None:
    seen: set[type] = set()

    def less_than_the_stride(call: Any) -> bool:
        seen.add(type(call))
        return all(more < step for more, step in zip(call.output_paddings, call.strides, strict=True))

    row = replace(
        faultless(),
        transposed=Operation(faultless().operations["transposed"].function, supports=less_than_the_stride),
    )
    verdict = judge(row, LAWS["transposed_agrees_with_the_definition"], Run(memory=False))
    assert verdict.status == "conforms"
    assert verdict.examples > 100
    assert {one.__name__ for one in seen} == {"TransposedProblem"}


@pytest.mark.parametrize("seed", range(3))
def test_a_fault_is_found_in_a_row_that_claims_less_than_a_hundredth(seed: int) -> None:
    row = Implementation("mine", faulty, supports=in_eights)
    assert share_supported(row.operations["correlate"]) < 0.02
    assert judge(row, LAWS["agrees_with_the_definition"], Run(seed=seed, memory=False)).failed


def test_not_implemented_is_not_claimed() -> None:
    row = Implementation("mine", refusing)
    verdict = judge(row, LAWS["agrees_with_the_definition"], Run(memory=False))
    assert verdict.status == "breaks"  # and does not refuse
    assert judge(row, LAWS["valid_problems_are_accepted"], Run(memory=False)).status != "refuses"


def test_the_share_that_a_row_was_asked_about_is_told() -> None:
    report = check(RESTRICTED, laws=["agrees_with_the_definition"], memory=False)
    assert shares(report)["correlate"] < 0.02
    assert any("of what is drawn for correlate" in line for line in remarks("mine", report, 1))
    assert shares(check(faultless(), laws=["agrees_with_the_definition"], memory=False)) == {}


@pytest.mark.parametrize(
    ("supports", "said"),
    [
        (lambda call: call.nothing, "raised AttributeError"),
        (lambda _: 1, "returned 1; return True, False, or the reason"),
    ],
)
def test_a_supports_that_does_not_say_is_an_error_of_the_declaration(supports: Any, said: str) -> None:
    row = replace(faultless(), supports=supports)
    with pytest.raises(ClaimError, match=said):
        check(row, laws=["agrees_with_the_definition"], memory=False)


def test_numpys_booleans_say_it_too() -> None:
    row = replace(faultless(), supports=lambda call: np.bool_(call.rank == 1))
    assert 0.2 < share_supported(row.operations["correlate"]) < 0.6


def by_the_kernel(call: Any) -> str:
    return "transform" if max(call.kernel) > 3 else "direct"


def through_a_transform(input: Any, weight: Any, *, stride: Any) -> Any:
    """Long kernels go through something that is not exact, and that spreads what is not finite."""
    output = definition.correlate(Problem(input, weight, stride=stride))
    if max(weight.shape[2:]) <= 3 or output.dtype.kind != "f":
        return output
    return output + (np.abs(input).max(initial=0) * np.abs(weight).max(initial=0) * np.finfo(output.dtype).eps)


def test_how_numbers_are_rounded_may_depend_on_the_call() -> None:
    row = Implementation("mine", through_a_transform, rounding=by_the_kernel)
    report = check(row, memory=False)
    assert report.conforms, [verdict.failures for verdict in report.verdicts if verdict.failed]
    assert report.verdicts[list(LAWS).index("a_nan_stays_in_its_windows")].status == "conforms"
    direct = Implementation("mine", through_a_transform)
    assert not check(direct, memory=False, laws=["agrees_with_the_definition"]).conforms


def test_a_fault_where_numbers_are_rounded_directly_is_found() -> None:
    def wrong(input: Any, weight: Any, *, stride: Any) -> Any:
        output = through_a_transform(input, weight, stride=stride)
        return output * (1 + 2**-20) if max(weight.shape[2:]) == 3 else output

    row = Implementation("mine", wrong, rounding=by_the_kernel, dtypes={"float64"})
    assert not check(row, memory=False, laws=["error_is_within_the_bound", "agrees_with_the_definition"]).conforms


def test_a_rounding_that_does_not_exist_is_an_error_of_the_declaration() -> None:
    with pytest.raises(ClaimError, match="returned 'exact'; return one of direct, transform"):
        check(replace(faultless(), rounding=lambda _: "exact"), laws=["agrees_with_the_definition"], memory=False)
