"""What an adapter does for its library is told wherever it was met."""

from dataclasses import replace

import pytest

from impls import _markdown, _recorded
from spec import LAWS, Workaround, check
from spec.checking.judge import judge
from spec.checking.run import Run
from spec.contract.operations import ClaimError
from spec.display.run import remarks
from spec.display.table import cells
from tests.mutants import faultless

COPIES = Workaround(
    "the weight is copied, since strides of two crash",
    when=lambda call: 2 in call.strides,
    report="https://example.org/1",
)
HELPED = replace(faultless(), workarounds=[COPIES])


def test_laws_that_met_it_say_so() -> None:
    met = judge(HELPED, LAWS["striding_is_subsampling"], Run(memory=False))
    assert met.status == "conforms"
    assert met.helped == ("the weight is copied, since strides of two crash",)
    assert judge(faultless(), LAWS["striding_is_subsampling"], Run(memory=False)).helped == ()


def test_it_is_shown_in_the_cell_in_the_remarks_and_on_the_pages() -> None:
    report = check(HELPED, laws=["striding_is_subsampling"], memory=False)
    assert cells(report)["window"].plain == "1ʷ"
    (line,) = (line for line in remarks("mine", report, 1) if "helped" in line)
    assert (
        line
        == "mine is helped by its adapter in what 1 of its laws ask: the weight is copied, since strides of two crash"
    )
    assert _recorded.record(report).report("mine").verdicts[0].helped == report.verdicts[0].helped
    assert "([report](https://example.org/1))" in _markdown._help(COPIES)


def test_a_predicate_that_fails_is_an_error_of_the_declaration() -> None:
    row = replace(faultless(), workarounds=[replace(COPIES, when=lambda call: call.nothing)])
    with pytest.raises(ClaimError, match="its `when` raised AttributeError"):
        judge(row, LAWS["striding_is_subsampling"], Run(memory=False))
