"""The pages that are made: one for each law, each chapter, the textbook, the recorded run, and each program."""

import ast
import inspect
import sys
from itertools import groupby
from pathlib import Path

from spec import LAWS
from spec.display.law_pages import applicability, chapters, program_of
from spec.laws.law import Law
from spec.reading import textbook
from spec.reading.claim import CLAIMS
from spec.reports.verdict import MEANING

from .chosen import chosen
from .faults import caught, total
from .picture import Pictures, pictures, sides_of
from .templating import TEMPLATES
from .text import paragraphs, statement, title
from .verdicts import recorded, standing

ROOT = Path(__file__).parent.parent

MADE = ("laws", "chapters", "source")
"""The folders of pages that are made, below docs/."""


def pages() -> dict[str, str]:
    """Every page, by its path below docs/. Raises LookupError where a law has no example yet."""
    examples = chosen()
    if missing := [law for law in LAWS if law not in examples]:
        raise LookupError(f"no example of {' and '.join(missing)}; run: python -m book {' '.join(missing)}")
    drawn = pictures(examples)
    by_chapter = chapters()
    made = {"chapters/index.md": _contents(by_chapter)}
    made |= {f"chapters/{chapter}.md": _chapter(chapter, laws) for chapter, laws in by_chapter.items()}
    made |= {f"laws/{law.name}.md": law_page(law, drawn[law.name]) for law in LAWS.values()}
    made |= {"textbook.md": _textbook(), "verdicts.md": _verdicts()}
    return made | _sources()


def law_page(law: Law, drawn: Pictures) -> str:
    """The page of one law."""
    found = caught(law.name)
    origins = [] if found is None else [f"{count} {ORIGINS[origin]}" for origin, count in found.origins.most_common()]
    return TEMPLATES.get_template("law.md.jinja").render(
        law=law,
        title=title(law.name),
        statement=statement(law.text),
        applicability=applicability(law),
        program=program_of(law.statement),
        pictures=drawn,
        caught=found,
        faults=total(),
        origins=", ".join(origins),
        standing=standing(law.name, recorded()),
        meaning=MEANING,
    )


ORIGINS = {
    "law": "written for a law",
    "report": "re-created from reports",
    "systematic": "enumerated",
    "blind": "by who did not know the laws",
}
"""Where faults come from, in words."""


def _opening(laws: list[Law]) -> str:
    return inspect.getdoc(sys.modules[laws[0].statement.__module__]) or ""


def _contents(by_chapter: dict[str, list[Law]]) -> str:
    openings = {chapter: " ".join(_opening(laws).partition("\n\n")[0].split()) for chapter, laws in by_chapter.items()}
    return TEMPLATES.get_template("contents.md.jinja").render(laws=LAWS, chapters=openings)


def _chapter(chapter: str, laws: list[Law]) -> str:
    opening = paragraphs(_opening(laws).split("\n\n"))
    return TEMPLATES.get_template("chapter.md.jinja").render(
        chapter=chapter, title=title(chapter), paragraphs=opening, laws=laws
    )


def _textbook() -> str:
    sections = {name: list(claims) for name, claims in groupby(CLAIMS.values(), key=lambda claim: claim.section)}
    return TEMPLATES.get_template("textbook.md.jinja").render(
        opening=paragraphs((inspect.getdoc(textbook) or "").split("\n\n")),
        sections=sections,
        program=program_of,
        sides=lambda claim: list(sides_of(claim.witness())),
    )


def _verdicts() -> str:
    return TEMPLATES.get_template("verdicts.md.jinja").render(run=recorded(), laws=len(LAWS))


def _sources() -> dict[str, str]:
    """A page for every folder of programs: all of them in full, or, of what is long, their first lines."""
    return {f"source/{folder}.md": _source(folder, in_full) for folder, in_full in SOURCES.items()}


ROOMS = {
    f"spec/{found.parent.relative_to(ROOT / 'spec')}": True for found in sorted(ROOT.glob("spec/*/**/__init__.py"))
}
SOURCES = {"spec": True, **ROOMS, "impls": True, "tests/mutants": False, "tests/unseen": False, "docs/strength": False}
"""The folders that pages link to, and whether their files are shown in full."""


def _source(folder: str, in_full: bool) -> str:
    files = sorted(path for path in (ROOT / folder).iterdir() if path.suffix in (".py", ".json"))
    programs = {path.name: path.read_text().rstrip() if path.suffix == ".py" else "" for path in files}
    about = _first_line(programs.pop("__init__.py", ""))
    lines = {name: _first_line(program) for name, program in programs.items()}
    return TEMPLATES.get_template("source.md.jinja").render(
        folder=folder, about=about, lines=lines, programs=programs if in_full else {}
    )


def _first_line(program: str) -> str:
    return (ast.get_docstring(ast.parse(program)) or "").partition("\n\n")[0].replace("\n", " ")
