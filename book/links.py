"""Links that work in the repository and in the book."""

import re
from pathlib import Path
from posixpath import normpath, relpath, split

from spec.laws import CHAPTERS

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
    if target == "spec/reading/textbook.py":
        return "textbook"
    if target in ("docs/adr", "docs/conventions"):
        return {"docs/adr": "decisions", "docs/conventions": "conventions/index"}[target]
    if (ROOT / target).is_dir():
        return f"source/{target}"
    if not target.startswith("docs/"):
        return f"source/{folder}#{re.sub(r'[^a-z0-9_-]', '', name.lower())}"
    return None
