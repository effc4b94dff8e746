"""The Sphinx extension that writes the pages that are made, and reads those that are written.

What is made is ignored by git: `docs/laws/`, `docs/chapters/`, `docs/source/` and some pages beside them. In a page
that is written by hand, a comment `<!-- drawn here: NAME -->` stands for a part that is made, and links that lead out
of `docs/` lead to the page about what they name.
"""

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from spec.display import figure

from .links import within_the_book
from .names import Names
from .pages import MADE, pages
from .parts import PLACE, with_parts

_TESTED = re.compile(r"(^```python\n>>> (?:(?!```).*\n)+)\n```", re.M)
"""A block whose output doctest compares. It has to end in an empty line, which nobody needs to see."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Enters the extension."""
    app.connect("builder-inited", _make)
    app.connect("env-get-outdated", _with_parts)
    app.connect("source-read", _read)
    app.add_post_transform(Names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _make(app: Sphinx) -> None:
    """Writes what has changed, and removes what is no longer made."""
    docs = Path(app.srcdir)
    made = pages()
    for folder in MADE:
        for path in (docs / folder).rglob("*.md"):
            if path.relative_to(docs).as_posix() not in made:
                path.unlink()
    for name, text in (made | {"_static/figure.css": figure.CSS}).items():
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def _with_parts(app: Sphinx, env: BuildEnvironment, *_: Any) -> list[str]:
    """Pages whose parts are made: they may have changed though the page has not."""
    return [name for name in env.found_docs if PLACE.search(env.doc2path(name).read_text())]


def _read(app: Sphinx, name: str, content: list[str]) -> None:
    if name.partition("/")[0] not in MADE:
        text = within_the_book(with_parts(content[0], Path(app.outdir)), name)
        content[0] = _TESTED.sub(r"\1```", text)
