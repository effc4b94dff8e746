"""What is shown of a run: a few failures in full, and the laws of the others by name."""

import io

from rich.console import Console

from spec import LAWS, Failure, Report, Verdict
from spec.display.run import SHOWN, ShownFailures, remarks

FIRST, SECOND, THIRD = list(LAWS)[:3]


def said(verdicts: dict[str, int], *unshown: str) -> str:
    """What is said in the end of laws with so many failures, each of another kind, and of some that were not shown."""
    out = io.StringIO()
    shown = ShownFailures("mine", Console(file=out), False)
    for law, count in verdicts.items():
        kinds = map(str, range(count))
        failures = (Failure(law=law, outcome="breaks", problem="", summary="seen", kind=kind) for kind in kinds)
        shown.show(Verdict(law, "breaks", failures=tuple(failures)))
    explained = out.tell()
    shown.conclude([*verdicts, *unshown])
    return out.getvalue()[explained:]


def test_nothing_is_said_where_all_was_explained() -> None:
    assert said({FIRST: SHOWN}) == ""


def test_a_law_of_which_some_was_explained_is_no_other_law() -> None:
    assert said({FIRST: SHOWN + 2}).strip() == f"mine fails in more ways than are shown; --law shows all: {FIRST}"


def test_laws_that_were_not_explained_are_counted_and_named() -> None:
    one, several = said({FIRST: SHOWN, SECOND: 2}), said({FIRST: SHOWN, SECOND: 1, THIRD: 1})
    assert one.strip() == f"mine fails 1 more law, which may have the same cause; --law shows one: {SECOND}"
    assert several.strip().startswith("mine fails 2 more laws, which may have the same cause")
    assert several.strip().endswith(f"{SECOND}, {THIRD}")


def test_what_fell_after_a_run_was_stopped_is_named() -> None:
    assert said({FIRST: 1}, SECOND).strip().endswith(f"--law shows one: {SECOND}")


def test_dtypes_in_which_a_law_decided_nothing_are_named() -> None:
    silent = Verdict(FIRST, "conforms", 9, undecided={"bfloat16": 6})
    asked = Report("mine", "quick", 0, (silent, Verdict(THIRD, "conforms", 9, undecided={"bfloat16": 1})))
    assert f"mine: in bfloat16 nothing was decided by {FIRST} (6), {THIRD} (1)" in list(remarks("mine", asked, 2))
