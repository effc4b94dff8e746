"""Links that work in the repository and in the book, and names that are links."""

import re
from pathlib import Path
from posixpath import normpath, relpath, split
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from spec import LAWS
from spec.laws import CHAPTERS

from .faults import kills

ROOT = Path(__file__).parent.parent
_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)")


def within_the_book(text: str, page: str) -> str:
    """`text` of the Markdown page `page`, in which links to what is no page of the book lead to the page about it."""
    here = Path("docs", page).parent.as_posix()

    def led(match: re.Match[str]) -> str:
        about = page_about(normpath(f"{here}/{match[1]}"))
        if about is None:
            return match[0]
        name, _, anchor = about.partition("#")
        return f"]({relpath(f'docs/{name}.md', here)}" + (f"#{anchor}" if anchor else "")

    return _LINK.sub(led, text)


def page_about(target: str) -> str | None:
    """The page about a file or a folder of the repository, or None where the book has it as it is."""
    folder, name = split(target)
    if folder == "spec/laws" and name.removesuffix(".py") in CHAPTERS:
        return f"chapters/{name.removesuffix('.py')}"
    if target == "spec/textbook.py":
        return "textbook"
    if target in ("docs/adr", "docs/conventions"):
        return {"docs/adr": "decisions", "docs/conventions": "conventions/index"}[target]
    if (ROOT / target).is_dir():
        return f"source/{target}"
    if not target.startswith("docs/"):
        return f"source/{folder}#{re.sub(r'[^a-z0-9_-]', '', name.lower())}"
    return None


class Names(SphinxPostTransform):
    """Makes links of the names of laws and faults, wherever they stand as code; in the catalogue of faults, targets."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Replaces them in one document."""
        for literal in list(self.document.findall(nodes.literal)):
            name = literal.astext()
            target = f"laws/{name}" if name in LAWS else f"faults#{name}" if name in kills()["faults"] else None
            if target is None or isinstance(literal.parent, nodes.reference | nodes.title):
                continue
            page, _, anchor = target.partition("#")
            if page == self.env.docname:
                if anchor and _is_first_in_its_row(literal):
                    literal["ids"].append(name)
                continue
            address = self.app.builder.get_relative_uri(self.env.docname, page) + (f"#{anchor}" if anchor else "")
            link = nodes.reference("", "", internal=True, refuri=address)
            literal.replace_self(link)
            link += literal


def _is_first_in_its_row(literal: nodes.literal) -> bool:
    entry = literal.parent.parent
    return isinstance(entry, nodes.entry) and entry.parent.index(entry) == 0
