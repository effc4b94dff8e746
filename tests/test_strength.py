"""The page about strength is about these laws and these faults, and says that nothing is amiss."""

from typing import Any

import numpy as np
import pytest

from benchmarks.strength import _digest, soak
from benchmarks.strength.__main__ import PARTS, amiss, everything, pages, stale
from benchmarks.strength._markdown import DOCS
from benchmarks.strength.kills import kill, kill_by_answers
from spec import LAWS, Problem, definition
from tests.mutants import discover, named
from tests.mutants._remembered import remembered

RUN = "run tox -e strength, or, where only some are new, python -m benchmarks.strength --fault NAME or --law NAME"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return everything()


def test_nothing_is_amiss(found: dict[str, Any]) -> None:
    assert not amiss(found)


@pytest.mark.parametrize("part", ["kills", "rejections"])
def test_every_fault_was_measured(found: dict[str, Any], part: str) -> None:
    assert set(found[part]["faults"]) == {fault.name for fault in discover()}, RUN


def test_the_faults_are_described_as_they_are(found: dict[str, Any]) -> None:
    told = {name: (fault["fault"], fault["expected"]) for name, fault in found["kills"]["faults"].items()}
    assert told == {fault.name: (fault.fault, list(fault.rejected_by)) for fault in discover()}, RUN


@pytest.mark.parametrize("part", ["kills", "sensitivity"])
def test_no_law_was_measured_that_is_gone(found: dict[str, Any], part: str) -> None:
    assert set(found[part]["laws"]) <= set(LAWS), RUN


def test_every_law_was_asked(found: dict[str, Any]) -> None:
    assert set(found["kills"]["laws"]) == set(LAWS), RUN


@pytest.mark.parametrize("part", [part for part in PARTS if part != "soak"])
def test_what_was_measured_has_not_changed_since(found: dict[str, Any], part: str) -> None:
    assert found[part]["digests"]
    assert not stale(part, found[part]), RUN


def test_the_page_names_the_rows_that_were_soaked_before_laws_were_changed(found: dict[str, Any]) -> None:
    now, one = _digest.digest(*_digest.laws().values()), found["soak"]["rows"]["im2col"]
    rows = {"im2col": one | {"laws": "others"}, "toeplitz": one | {"laws": now}}
    (line,) = (line for line in soak.section({"soak": {"rows": rows}}).splitlines() if line.startswith("Asked before"))
    assert "`im2col`" in line
    assert "`toeplitz`" not in line


def test_another_draw_or_statement_is_another_law(found: dict[str, Any]) -> None:
    laws = _digest.laws()
    assert len(set(laws.values())) == len(LAWS)
    assert stale("kills", {"digests": found["kills"]["digests"] | {"a_gone": "0", "gradients_are_adjoint": "0"}}) == [
        "a_gone",
        "gradients_are_adjoint",
    ]


def test_the_pages_are_made_of_what_was_found(found: dict[str, Any]) -> None:
    for page, text in pages(found).items():
        assert page.read_text() == text


def test_every_file_belongs_to_a_part() -> None:
    assert {path.stem for path in (DOCS / "strength").iterdir()} == set(PARTS)


@pytest.mark.parametrize(
    "law",
    ["striding_is_subsampling", "gradients_are_adjoint", "named_paddings_resolve", "invalid_problems_are_refused"],
)
@pytest.mark.parametrize("file", ["laws_window", "reports_gradient", "systematic_axes", "reports_refusal"])
def test_a_fault_is_judged_by_its_answers_as_it_is_judged_by_the_law(file: str, law: str) -> None:
    for fault in [fault for fault in discover() if fault.file == file][:4]:
        if not LAWS[law].unmet(fault.implementation):
            alone, by_answers = kill(fault.implementation, law), kill_by_answers(fault, law)
            assert (alone and alone[0]) == (by_answers and by_answers[0])


def test_a_fault_that_knows_its_own_answers_again_is_judged_by_the_law() -> None:
    fault = named("knows_its_own_output_again")
    assert kill_by_answers(fault, "two_layers_are_one")


def test_a_right_answer_is_computed_once_and_given_as_a_new_array() -> None:
    computed = []

    def correlate(problem: Problem) -> Any:
        computed.append(problem)
        return definition.correlate(problem)

    known, input, weight = remembered(correlate), np.arange(4.0).reshape(1, 1, 4), np.ones((1, 1, 2))
    first = known(Problem(input, weight))
    first[...] = 7
    assert known(Problem(input.copy(), weight)).tolist() == [[[1, 3, 5]]]
    assert len(computed) == 1
    assert known(Problem(input, weight, stride=2)).tolist() == [[[1, 5]]]
    single = Problem(input.astype("float32"), weight.astype("float32"))
    assert known(single).dtype == np.float32
    input[...] = 0
    assert known(Problem(input, weight)).tolist() == [[[0, 0, 0]]]
    assert len(computed) == 4
