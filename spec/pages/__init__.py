"""Templates and style sheets of what is read in a browser."""

from jinja2 import Environment, PackageLoader, StrictUndefined

TEMPLATES = Environment(
    loader=PackageLoader(__name__, "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""Whatever is not markup is escaped, and a name that is not there is an error."""


def _cell(text: object) -> str:
    """Text that ends neither a cell of a Markdown table nor a span of code, and starts no markup."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("`", "'").replace("<", "&lt;")


TEMPLATES.filters["cell"] = _cell
