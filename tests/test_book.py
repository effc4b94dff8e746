"""The book: a page for all that it is about, examples that show what they are to show, and a run that is kept."""

import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

import impls
from book.chosen import chosen, first_mutant
from book.example import on_paper
from book.links import page_about
from book.pages import MADE, pages
from book.parts import PARTS, PLACE
from book.text import prose, statement
from book.verdicts import standing
from impls import _recorded
from impls._markdown import line
from spec import LAWS
from spec.checking.evaluation import evaluate
from spec.display.law_pages import program_of
from spec.laws import CHAPTERS
from spec.operands.descriptor import Descriptor
from spec.reading.claim import CLAIMS
from tests import mutants

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WRITTEN = sorted(page for page in DOCS.rglob("*.md") if page.relative_to(DOCS).parts[0] not in MADE)


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_every_law_and_every_chapter_has_a_page(made: dict[str, str]) -> None:
    assert set(made) >= {f"laws/{law}.md" for law in LAWS} | {f"chapters/{chapter}.md" for chapter in CHAPTERS}


@pytest.mark.parametrize("law", LAWS)
def test_the_page_of_a_law_says_all_that_the_law_says(made: dict[str, str], law: str) -> None:
    page, parts = made[f"laws/{law}.md"], statement(LAWS[law].text)
    said = [parts.words, parts.catches, *(paragraph.text for paragraph in parts.body)]
    assert all(text in page for text in [*said, program_of(LAWS[law].statement)])
    written = re.findall(r"\w+", LAWS[law].text.replace("Catches", ""))
    shown = " ".join([parts.words, *said[2:], parts.catches]).replace("\\", "")
    assert written == re.findall(r"\w+", shown)


def test_every_claim_of_the_textbook_is_on_its_page(made: dict[str, str]) -> None:
    assert all(prose(claim.words) in made["textbook.md"] for claim in CLAIMS.values())


@pytest.mark.parametrize("law", LAWS)
def test_what_shows_a_law_shows_it(law: str) -> None:
    shown = chosen().get(law)
    assert shown is not None, f"run: python -m book {law}"
    assert shown.mutant == first_mutant(law).name, f"run: python -m book {law}"
    mutant = mutants.named(shown.mutant).implementation
    assert evaluate(mutant, LAWS[law], Descriptor.parse(shown.broken)).failed, f"run: python -m book {law}"
    if shown.problem is None:
        assert LAWS[law].draws == "layer"
    else:
        right = evaluate(on_paper(LAWS[law]), LAWS[law], Descriptor.parse(shown.problem))
        assert right.holds, f"run: python -m book {law}"


def test_every_part_has_its_place() -> None:
    assert {place for page in WRITTEN for place in PLACE.findall(page.read_text())} == set(PARTS)


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("spec/laws/window.py", "chapters/window"),
        ("spec/checking/order.py", "source/spec/checking#orderpy"),
        ("tests/mutants", "source/tests/mutants"),
        ("docs/strength.md", None),
    ],
)
def test_what_lies_outside_the_book_has_a_page_in_it(target: str, page: str | None) -> None:
    assert page_about(target) == page


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_between_written_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!\w+:)([^)#]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_prose_reads_as_it_was_written() -> None:
    assert prose("w[o, c] * x_t, `x[*]`, *is* meant") == r"w\[o, c\] \* x\_t, `x[*]`, *is* meant"


def test_programs_about_conventions_run_where_their_library_is() -> None:
    environments = (ROOT / "tox.ini").read_text()
    for page in (DOCS / "conventions").glob("*.md"):
        assert page.stem == "index" or f"docs/conventions/{page.name}" in environments


def test_the_matrix_in_the_readme_is_the_recorded_run() -> None:
    readme = (ROOT / "README.md").read_text()
    for row, kept in _recorded.read(_recorded.RECORDED.read_text()).items():
        assert line(kept.report(row)) in readme, "run: python -m impls"


def test_a_recorded_run_is_read_as_it_was_written() -> None:
    kept = _recorded.Recorded(
        dict.fromkeys(LAWS, "conforms") | {"channels_add": "deviates"},
        {"channels_add": {"1x1x1 * 1x1x1": "it adds four by four"}},
        {"OMP_NUM_THREADS": "1"},
        "2020-02-02",
        {"numpy": "1.23.5"},
        "a fast one",
        {"float16": "wider than float16"},
    )
    assert asdict(_recorded.read(_recorded.written({"torch": kept}))["torch"]) == asdict(kept)


def test_what_may_be_another_on_another_machine_is_recorded_and_not_asserted() -> None:
    here = _recorded.Recorded({"channels_add": "conforms"}, {}, {})
    there = replace(here, processor="another", date="2020-02-02", precision={"float16": "wider than float16"})
    assert here == there
    assert here != replace(here, verdicts={"channels_add": "deviates"})
    assert here != replace(here, configuration={"OMP_NUM_THREADS": "2"})


def test_a_law_that_was_not_recorded_is_not_taken_for_one_that_holds() -> None:
    new, *old = LAWS
    kept = _recorded.Recorded(dict.fromkeys(old, "conforms"), {}, {})
    run = _recorded.read(_recorded.written({"torch": kept}))
    assert new not in run["torch"].verdicts
    assert standing(new, run).unrecorded == impls.discover()


def test_a_row_that_differs_says_why_and_how_to_see_it() -> None:
    differences = {"channels_add": {"1x1x1 * 1x1x1": "it adds four by four"}}
    kept = _recorded.Recorded({"channels_add": "deviates"}, differences, {})
    (found,) = standing("channels_add", {"torch": kept}).differences
    assert (found.row, found.because) == ("torch", "it adds four by four")
    assert found.command.endswith("replay '1x1x1 * 1x1x1' --law channels_add torch")
