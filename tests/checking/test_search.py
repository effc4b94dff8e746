"""The search: what it draws is told by `drawn`, and where a shape costs a compilation, enough is decided."""

from typing import Any

import pytest

from spec import LAWS, Descriptor, Deviation, Implementation, Problem, check, definition
from spec.checking.effort import POOLED
from spec.checking.judge import judge
from spec.checking.listing import drawn
from spec.checking.run import Run
from tests.mutants import faultless


@pytest.mark.parametrize("law", ["striding_is_subsampling", "contracting_the_output_contracts_the_operands"])
def test_drawn_lists_what_a_search_that_finds_nothing_asks(law: str) -> None:
    asked: dict[str, None] = {}
    check(faultless(), laws=[law], seed=3, after_problem=lambda _, problem: asked.setdefault(str(problem)))
    listed = [str(problem) for problem in drawn(faultless(), LAWS[law], "quick", 3)]
    assert listed
    assert list(asked) == [problem for problem in listed if problem in asked]


def without_strides(input: Any, weight: Any, *, stride: Any) -> Any:
    if max(stride) > 1:
        raise NotImplementedError("strides")
    return definition.correlate(Problem(input, weight, stride=stride))


def test_of_a_row_that_compiles_enough_is_decided_where_much_is_recorded_to_differ() -> None:
    recorded = Deviation(
        "valid_problems_are_accepted",
        when=lambda problem: max(problem.strides) > 1,
        because="strides are refused",
        witness="1x1x1 * 1x1x1 s2",
    )
    row = Implementation("mine", without_strides, compiles=True, deviations=[recorded])
    asked: list[Descriptor] = []
    verdict = judge(
        row, LAWS["filters_stack"], Run(memory=False), after_problem=lambda _, problem: asked.append(problem)
    )
    assert verdict.status == "conforms"
    assert verdict.examples + 3 >= POOLED["quick"]  # a problem that is drawn again is not asked about again
    assert all(set(problem.stride) == {1} for problem in asked)


def test_a_dtype_in_which_nothing_is_decided_is_told() -> None:
    def correlate(input: Any, weight: Any) -> Any:
        return definition.correlate(Problem(input, weight))

    row = Implementation("mine", correlate, dtypes={"float32", "bfloat16"})
    verdict = judge(row, LAWS["byte_order_is_immaterial_or_refused"], Run(memory=False))
    assert verdict.status == "conforms"
    assert list(verdict.undecided) == ["bfloat16"]
