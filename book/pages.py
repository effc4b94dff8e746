"""The pages that are made: one for each law, each chapter, the textbook, the recorded run, and each program."""

import ast
import inspect
import sys
from itertools import groupby
from pathlib import Path

from spec import LAWS, textbook
from spec.law import NEEDS, Law
from spec.operation import OFFERS
from spec.report import MEANING
from spec.terminal import chapters, program_of
from spec.textbook import CLAIMS

from .faults import caught, total
from .kept import kept_pictures
from .picture import Pictures, sides_of
from .templating import TEMPLATES
from .text import paragraphs, statement, title
from .verdicts import recorded, standing

ROOT = Path(__file__).parent.parent


def pages(pictures: Path) -> dict[str, str]:
    """Every page, by its path below docs/. Pictures are kept in the file `pictures` until what they show changes."""
    drawn = kept_pictures(pictures)
    by_chapter = chapters()
    made = {"chapters/index.md": _contents(by_chapter)}
    made |= {f"chapters/{chapter}.md": _chapter(chapter, laws) for chapter, laws in by_chapter.items()}
    made |= {f"laws/{law.name}.md": law_page(law, drawn[law.name]) for law in LAWS.values()}
    made |= {"textbook.md": _textbook(), "verdicts.md": _verdicts()}
    return made | _sources()


def law_page(law: Law, pictures: Pictures) -> str:
    """The page of one law."""
    found = caught(law.name)
    offers = [] if law.operation == "correlate" else [f"offers {OFFERS[law.operation]}"]
    needs = " and ".join([*offers, *(NEEDS[need] for need in sorted(law.needs))])
    origins = [] if found is None else [f"{count} {ORIGINS[origin]}" for origin, count in found.origins.most_common()]
    return TEMPLATES.get_template("law.md.jinja").render(
        law=law,
        title=title(law.name),
        statement=statement(law.text),
        asked_of=f"Asked of an implementation that {needs}." if needs else "Asked of every implementation.",
        program=program_of(law.statement),
        pictures=pictures,
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
    """A page for every program of the specification and the rows, and one for every folder that a page may name."""
    made = {}
    for folder in ("spec", "spec/laws", "impls", "tests/mutants", "docs/strength", "docs/adr"):
        files = sorted(path for path in (ROOT / folder).iterdir() if path.suffix in (".py", ".json", ".md"))
        about = _first_line(ROOT / folder / "__init__.py") if (ROOT / folder / "__init__.py").exists() else ""
        lines = {path.name: _first_line(path) if path.suffix == ".py" else "" for path in files}
        made[f"source/{folder}.md"] = TEMPLATES.get_template("folder.md.jinja").render(
            path=folder, about=about, files=lines
        )
    for path in sorted(
        [*(ROOT / "spec").rglob("*.py"), *(ROOT / "impls").glob("*.py"), ROOT / "tests/mutants/_mutant.py"]
    ):
        name = path.relative_to(ROOT).as_posix()
        made[f"source/{name.removesuffix('.py')}.md"] = TEMPLATES.get_template("source.md.jinja").render(
            path=name, text=path.read_text().rstrip()
        )
    return made


def _first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n\n")[0].replace("\n", " ")
