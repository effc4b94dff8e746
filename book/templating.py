"""The templates of the pages: Markdown, in which what ends in .html.jinja is HTML and escapes what it is given."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .text import prose, title

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=lambda name: name is not None and name.endswith(".html.jinja"),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= {"prose": prose, "title": title}
