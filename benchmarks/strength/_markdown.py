"""What the sections of the page are made of: prose in a template beside the part, tables, and figures as text."""

from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    autoescape=False,  # what comes out is Markdown
)
TEMPLATES.filters["thousands"] = "{:,}".format


def rendered(template: str, **facts: Any) -> str:
    """A template of this folder with `facts` put in."""
    return TEMPLATES.get_template(f"{template}.md.jinja").render(facts).strip()


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table of which the first column names, and the others are figures."""
    columns = list(columns)
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def seconds(values: Iterable[float]) -> tuple[str, str]:
    """The median and the largest of some times, as text."""
    values = list(values)
    return f"{median(values):.2g} s", f"{max(values):.2g} s"
