"""Other processors: the page is of these rows, and says what was found."""

from dataclasses import replace
from typing import Any

import impls
from benchmarks.processors.found import PAGE, Change, Found, page, read
from benchmarks.processors.switches import SWITCHES, dispatched, known_to
from spec import Implementation
from spec.isolation.worker import Worker
from spec.reports.report import Provenance

FOUND = Found(Provenance("2030-01-31T00:00:00+00:00", processor="a fast one"), {"two threads": ()}, {}, {})


def test_the_page_is_made_of_what_was_found() -> None:
    assert page(read()) == PAGE.read_text(), "run: tox -m processors"


def test_every_row_was_tried_under_every_switch_that_it_knows() -> None:
    tried = {row: list(found.changes) for row, found in read().items()}
    known = {row: [switch.name for switch in known_to(found.made.libraries)] for row, found in read().items()}
    assert tried == known
    assert list(tried) == impls.discover(), "run: tox -m processors"


def test_a_row_that_calls_a_library_is_not_tried_for_its_numpy() -> None:
    assert {switch.name for switch in known_to({"numpy", "torch"})} == {
        "oneDNN at SSE4.1",
        "oneDNN at AVX2",
        "oneDNN at the most",
        "ATen at AVX2",
        "two threads",
    }
    assert "NumPy without dispatch" in {switch.name for switch in known_to({"numpy", "scipy"})}


def test_a_change_is_shown_with_what_showed_it() -> None:
    change = Change("channels_add", "conforms", "crashed", "1x1x3 * 1x1x2", "ended by SIGSEGV")
    text = page({"mine": replace(FOUND, changes={"two threads": (change,)})})
    assert "- `mine`, two threads: `channels_add` conforms → crashed, on `1x1x3 * 1x1x2`: ended by SIGSEGV" in text
    assert "| `mine` |" in text
    assert "Nothing." not in text
    assert "Nothing." in page({"mine": FOUND})


def test_a_message_is_shown_once() -> None:
    changes = tuple(Change(law, "conforms", "refuses", "1x1x3 * 1x1x2", "raised ValueError: no") for law in "abc")
    text = page({"mine": replace(FOUND, changes={"two threads": changes})})
    assert text.count("raised ValueError: no") == 1
    assert "`a` conforms → refuses, and 2 more laws, on `1x1x3 * 1x1x2`" in text


def test_a_message_is_shown_without_its_colours() -> None:
    change = Change("channels_add", "conforms", "refuses", "", "raised \x1b[1mError\x1b[0m " + "x" * 200)
    text = page({"mine": replace(FOUND, changes={"two threads": (change,)})})
    assert "raised Error xx" in text
    assert "xx…" in text


def environment(row: Implementation) -> dict[str, Any]:
    """What NumPy computes with in the process of the row."""
    return {"dispatched": dispatched()}


def test_numpy_can_be_kept_from_its_kernels() -> None:
    (switch,) = (switch for switch in SWITCHES if switch.name == "NumPy without dispatch")
    with Worker("im2col", environment=switch.environment()) as worker:
        assert worker.ask(environment) == {"dispatched": ""}
