"""check(): what it says of rows that are right, wrong, refusing, unsteady, or recorded to deviate."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis.database import InMemoryExampleDatabase

import impls
from spec import ClaimError, Descriptor, Deviation, Implementation, Problem, Report, check, definition, replay

LAW = "striding_is_subsampling"
ACCEPTING = "valid_problems_are_accepted"


def right(input: Any, weight: Any, *, stride: Any) -> Any:
    return definition.correlate(Problem(input, weight, stride=stride))


def wrong_where_strides_differ(input: Any, weight: Any, *, stride: Any) -> Any:
    return definition.correlate(Problem(input, weight, stride=tuple(reversed(stride))))


def refusing(input: Any, weight: Any, *, stride: Any) -> Any:
    if max(stride) > 2:
        raise RuntimeError(f"stride {max(stride)} is too long")
    return right(input, weight, stride=stride)


def only(report: Report) -> Any:
    (verdict,) = report.verdicts
    return verdict


def test_a_right_row_conforms() -> None:
    report = check(Implementation("mine", right), laws=[LAW])
    assert only(report).status == "conforms"
    assert only(report).examples > 20
    assert report.conforms


def test_a_wrong_row_breaks_on_the_simplest_problem() -> None:
    verdict = only(check(Implementation("mine", wrong_where_strides_differ), laws=[LAW]))
    assert verdict.status == "breaks"
    problem = Descriptor.parse(verdict.failures[0].problem)
    assert problem.fill == "ones"
    assert problem.rank == 2
    assert sorted(problem.stride) == [1, 2]
    assert max(problem.input_shape) <= 3


def test_a_row_that_exits_refuses_too() -> None:
    def correlate(input: Any, weight: Any, *, stride: Any) -> Any:
        raise SystemExit(0)

    law, accepting = check(Implementation("mine", correlate), laws=[LAW]).verdicts
    assert (law.law, law.status, law.examples) == (LAW, "not claimed", 0)
    assert (accepting.law, accepting.status) == (ACCEPTING, "refuses")


def test_a_row_that_knows_no_zeros_is_asked_where_nothing_is_padded() -> None:
    def correlate(input: Any, weight: Any, *, padding: Any, boundary: Any) -> Any:
        assert boundary == "wrap"
        return definition.correlate(Problem(input, weight, padding=padding, boundary=boundary))

    laws = ["two_layers_are_one", "boundary_is_explicit_extension", "a_receptive_field_is_what_the_formula_says"]
    report = check(Implementation("mine", correlate, boundaries={"wrap"}), laws=laws)
    assert [verdict.status for verdict in report.verdicts] == ["conforms"] * 3


def test_a_transform_that_returns_floats_for_integers_breaks_the_dtype() -> None:
    def correlate(input: Any, weight: Any) -> Any:
        return definition.correlate(Problem(input, weight)).astype("float64")

    row = Implementation("mine", correlate, dtypes={"int32"}, rounding="transform")
    assert only(check(row, laws=["the_result_keeps_the_dtype"])).status == "breaks"


def test_an_output_that_all_calls_share_shows_through_rounding() -> None:
    shared: dict[Any, Any] = {}

    def correlate(input: Any, weight: Any) -> Any:
        output = definition.correlate(Problem(input, weight))
        shared.setdefault((output.shape, output.dtype), output)[...] = output
        return shared[output.shape, output.dtype]

    row = Implementation("mine", correlate, rounding="transform")
    assert only(check(row, laws=["outputs_do_not_alias"])).status == "breaks"


def test_a_row_that_raises_refuses_and_says_what_and_where() -> None:
    law, accepting = check(Implementation("mine", refusing), laws=[LAW]).verdicts
    assert (law.status, law.failures) == ("conforms", ())
    (refusal,) = accepting.failures
    assert (accepting.status, refusal.law, refusal.outcome) == ("refuses", LAW, "refuses")
    assert refusal.summary == "raised RuntimeError: stride 3 is too long"
    assert refusal.where.endswith(f"test_check.py:{refusing.__code__.co_firstlineno + 2}, in refusing")
    assert refusal.traceback.splitlines()[-1] == "RuntimeError: stride 3 is too long"
    assert "spec/contract/subject.py" not in refusal.traceback


def test_a_failure_says_what_was_called() -> None:
    verdict = only(check(Implementation("mine", wrong_where_strides_differ), laws=[LAW]))
    dense, strided = verdict.failures[0].calls
    assert re.fullmatch(r"correlate\(input\[[\d, ]+\] float32, weight\[[\d, ]+\] float32, stride=\(\d, \d\)\)", strided)
    assert dense.endswith("stride=(1, 1))")


def test_a_refusal_does_not_hide_a_wrong_value() -> None:
    def correlate(input: Any, weight: Any, *, stride: Any) -> Any:
        if max(stride) == 2:
            raise ValueError("a stride of two")
        return right(input, weight, stride=stride) * (1 if max(stride) < 2 else 2)

    law, accepting = check(Implementation("mine", correlate), laws=[LAW]).verdicts
    assert (law.status, accepting.status) == ("breaks", "refuses")


def test_one_kind_of_finding_does_not_hide_another() -> None:
    def correlate(input: Any, weight: Any, *, bias: Any) -> Any:
        if input.shape[0] == 0:
            raise ValueError("no items")
        if input.ndim != weight.ndim or input.shape[1] != weight.shape[1]:
            raise ValueError("operands that do not go together")
        with suppress(ValueError):
            return definition.correlate(Problem(input, weight, bias))
        return np.zeros((len(input), len(weight), *input.shape[2:]), input.dtype)

    verdict = only(check(Implementation("mine", correlate), laws=["invalid_problems_are_refused"]))
    kinds = [failure.kind for failure in verdict.failures]
    assert len(kinds) == len(set(kinds)) > 1


def test_a_law_that_needs_more_is_not_claimed() -> None:
    verdict = only(check(Implementation("mine", right), laws=["dilation_is_zero_stuffing"]))
    assert (verdict.status, verdict.summary) == ("not claimed", "dilation")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda output: output.tolist(), "returned builtins.list, not numpy.ndarray"),
        (lambda _: None, "returned builtins.NoneType, not numpy.ndarray"),
        (lambda output: output[0], "the output has 2 axes"),
        (lambda output: output.astype(object), "dtype object, which holds no numbers"),
    ],
)
def test_what_is_no_answer_is_called_so(answer: Any, words: str) -> None:
    def correlate(input: Any, weight: Any, *, stride: Any) -> Any:
        return answer(right(input, weight, stride=stride))

    verdict = only(check(Implementation("mine", correlate, ranks={1}), laws=[LAW]))
    assert verdict.status == "breaks"
    assert words in verdict.failures[0].summary


def test_arithmetic_on_a_misshapen_output_is_the_outputs_fault() -> None:
    def correlate(input: Any, weight: Any, *, stride: Any) -> Any:
        output = right(input, weight, stride=stride)
        return output[:, :, :-1] if output.shape[2] > 2 else output

    verdict = only(check(Implementation("mine", correlate), laws=["linear_in_the_input"]))
    assert verdict.status == "conforms"  # all outputs are short alike, and the law is right not to see it
    verdict = only(check(Implementation("mine", correlate), laws=["channels_add"]))
    assert verdict.status == "breaks"
    assert "the formula gives" in verdict.failures[0].summary


def test_a_row_that_is_wrong_only_once_is_reported_all_the_same() -> None:
    calls = 0

    def correlate(input: Any, weight: Any, *, stride: Any) -> Any:
        nonlocal calls
        calls += 1
        return right(input, weight, stride=stride) + (calls == 30)

    verdict = only(check(Implementation("mine", correlate), laws=["agrees_with_the_definition"]))
    assert verdict.status == "breaks"
    assert "not again on the same problem" in verdict.failures[0].summary


def test_the_same_seed_gives_the_same_run_and_another_seed_another() -> None:
    def problems(seed: int) -> list[str]:
        seen: list[str] = []
        check(impls.load("im2col"), laws=[LAW], seed=seed, after_problem=lambda _, problem: seen.append(str(problem)))
        return seen

    assert problems(3) == problems(3)
    assert problems(3) != problems(4)


def test_a_failure_found_once_is_tried_first_next_time() -> None:
    def rarely_wrong(input: Any, weight: Any, *, stride: Any) -> Any:
        return right(input, weight, stride=stride) + (input.shape[-1] > 12 and stride[-1] == 4)

    row = Implementation("mine", rarely_wrong)
    settings.register_profile("remembering", database=InMemoryExampleDatabase())
    settings.load_profile("remembering")
    try:
        first = only(check(row, laws=[LAW], effort="standard"))
        again = only(check(row, laws=[LAW], effort="standard", seed=1))
        forgetful = only(check(row, laws=[LAW], seed=1, memory=False))
    finally:
        settings.load_profile("default")
    assert first.status == again.status == "breaks"
    assert again.examples < first.examples
    assert again.examples <= 2
    assert again.failures[0].remembered
    assert not forgetful.failures or not forgetful.failures[0].remembered


DEVIATION = Deviation(
    LAW,
    when=lambda problem: len(set(problem.strides)) > 1,
    because="the strides of the axes are exchanged",
    witness="1x1x1x3 * 1x1x1x1 s1,2",
)


def test_a_recorded_deviation_is_no_failure() -> None:
    report = check(Implementation("mine", wrong_where_strides_differ, deviations=[DEVIATION]), laws=[LAW])
    assert only(report).status == "deviates"
    assert only(report).summary == DEVIATION.because
    assert report.conforms


def test_a_deviation_that_is_gone_fails_until_it_is_deleted() -> None:
    report = check(Implementation("mine", right, deviations=[DEVIATION]), laws=[LAW])
    assert only(report).status == "fixed"
    assert "delete the deviation" in only(report).summary
    assert not report.conforms


def test_outside_a_deviation_the_law_is_searched() -> None:
    narrow = replace(DEVIATION, when=lambda problem: problem.strides == (1, 2))
    report = check(Implementation("mine", wrong_where_strides_differ, deviations=[narrow]), laws=[LAW])
    assert only(report).status == "breaks"


def test_where_a_row_refuses_no_other_law_is_asked() -> None:
    long_strides = Deviation(
        "valid_problems_are_accepted",
        when=lambda problem: max(problem.strides) > 2,
        because="strides over 2 are refused",
        witness="1x1x4 * 1x1x1 s3",
    )
    report = check(
        Implementation("mine", refusing, deviations=[long_strides]), laws=[LAW, "valid_problems_are_accepted"]
    )
    assert [verdict.status for verdict in report.verdicts] == ["conforms", "deviates"]


@pytest.mark.parametrize(
    ("deviation", "words"),
    [
        (replace(DEVIATION, law="no_such_law"), "a deviation from 'no_such_law', which is not a law"),
        (replace(DEVIATION, witness="1x1x3 * 1x1x1 s2"), "lies outside the deviation's own `when`"),
        (replace(DEVIATION, witness="1 by 3"), "its witness cannot be read: '1 by 3'"),
        (replace(DEVIATION, witness="1x1x1x3 * 1x1x1x1 s1,2 int32"), "is not claimed: dtype int32"),
        (replace(DEVIATION, when=lambda problem: problem.strides[1] == 2), "its `when` raised IndexError"),
    ],
)
def test_a_deviation_that_cannot_be_meant_is_refused(deviation: Deviation, words: str) -> None:
    with pytest.raises(ClaimError, match=words):
        check(Implementation("mine", wrong_where_strides_differ, deviations=[deviation]), laws=[LAW], memory=False)


def test_a_deviation_from_the_gradients_excludes_no_forward_problem() -> None:
    def gradients(input: Any, weight: Any, cotangent: Any, *, stride: Any) -> Any:
        d_input, d_weight, d_bias = definition.gradients(Problem(input, weight, stride=stride), cotangent)
        return d_input, d_weight * (1 if max(stride) < 2 else 2), d_bias

    doubled = Deviation(
        "gradients_agree_with_the_definition",
        when=lambda problem: max(problem.strides) > 1,
        because="strides double the gradient of the weight",
        witness="1x1x3 * 1x1x1 s2",
    )
    laws = ["gradients_agree_with_the_definition", "gradients_are_adjoint", LAW]
    row = Implementation("mine", right, gradients=gradients, deviations=[doubled])
    assert [verdict.status for verdict in check(row, laws=laws).verdicts] == ["deviates", "conforms", "conforms"]
    row = Implementation("mine", right, gradients=gradients)
    assert [verdict.status for verdict in check(row, laws=laws).verdicts] == ["breaks", "breaks", "conforms"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda triple: triple[:2], "gradients returned builtins.tuple, not a triple"),
        (lambda triple: triple[0], "gradients returned numpy.ndarray, not a triple"),
        (lambda triple: (triple[0], None, triple[2]), "gradients returned, for weight, builtins.NoneType"),
        (lambda triple: (triple[0][:, :, :-1], *triple[1:]), "part 1 of 3: shape (1, 1, 0) on the left"),
    ],
)
def test_what_is_no_gradient_is_called_so(answer: Any, words: str) -> None:
    def gradients(input: Any, weight: Any, cotangent: Any) -> Any:
        return answer(definition.gradients(Problem(input, weight), cotangent))

    row = Implementation("mine", right, gradients=gradients, ranks={1})
    verdict = only(check(row, laws=["gradients_agree_with_the_definition"]))
    assert verdict.status == "breaks"
    assert words in verdict.failures[0].summary


def test_what_is_no_training_is_called_so() -> None:
    def train(input: Any, target: Any, weight: Any, *, learning_rate: Any, steps: Any) -> Any:
        return weight

    verdict = only(check(Implementation("mine", right, train=train), laws=["training_is_gradient_descent"]))
    assert (verdict.status, verdict.failures[0].summary) == (
        "breaks",
        "train returned numpy.ndarray, not a pair of a weight and its losses",
    )


def test_a_report_says_what_was_compiled() -> None:
    compiled = 0

    def counting(input: Any, weight: Any, *, stride: Any) -> Any:
        nonlocal compiled
        compiled += 1
        return right(input, weight, stride=stride)

    row = Implementation("mine", counting, compiles=lambda: (compiled, compiled / 4))
    check(row, laws=[LAW])
    before = compiled
    report = check(row, laws=[LAW])
    assert report.compilations == compiled - before > 0
    assert report.compiling == report.compilations / 4


@pytest.mark.parametrize(
    ("problem", "law", "words"),
    [
        ("1x1x3 * 1x1x2", "bias_is_added_per_filter", "does not use what the law is about: bias"),
        ("1x1x3 * 1x1x2 s0", "agrees_with_the_definition", "must be at least 1"),
        ("1x1x1 * 1x1x2", "agrees_with_the_definition", "no window fits"),
        ("1x1x3 * 1x1x2", "no_window_is_never_invented", "here one fits"),
        ("1x1x3 * 1x1x2", "invalid_problems_are_refused", "this one is valid"),
    ],
)
def test_a_replay_says_what_a_law_is_not_about(problem: str, law: str, words: str) -> None:
    verdict = replay(impls.load("im2col"), law, Descriptor.parse(problem))
    assert verdict.status == "not claimed"
    assert words in verdict.summary


def test_an_unknown_law_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such_law"):
        check(Implementation("mine", right), laws=["no_such_law"])


def test_a_compiling_row_shrinks_what_its_pool_found() -> None:
    row = Implementation("mine", wrong_where_strides_differ, compiles=True)
    verdict = only(check(row, laws=[LAW]))
    assert verdict.status == "breaks"
    assert Descriptor.parse(verdict.failures[0].problem).fill == "ones"


def test_a_transform_may_round_but_not_much() -> None:
    def noisy(scale: float) -> Any:
        def correlate(input: Any, weight: Any) -> Any:
            output = definition.correlate(Problem(input, weight))
            noise = scale * np.finfo(output.dtype).eps * np.abs(output).max(initial=0)
            return output + noise.astype(output.dtype)

        return correlate

    laws = ["agrees_with_the_definition", "linear_in_the_input"]
    assert not check(Implementation("mine", noisy(1)), laws=laws).conforms
    assert check(Implementation("mine", noisy(1), rounding="transform"), laws=laws).conforms
    assert not check(Implementation("mine", noisy(1e4), rounding="transform"), laws=laws).conforms
