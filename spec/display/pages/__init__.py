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


_HIDDEN = {code: chr(0x2400 + code) for code in range(32)} | {0x7F: "␡"}
_HIDDEN |= {code: f"⟨U+{code:04X}⟩" for code in (*range(0x80, 0xA0), 0x61C, *range(0x200E, 0x2010))}
_HIDDEN |= {code: f"⟨U+{code:04X}⟩" for code in (*range(0x2028, 0x202F), *range(0x2066, 0x206A))}
del _HIDDEN[ord("\n")], _HIDDEN[ord("\t")]


def visible(text: str) -> str:
    """`text` with a picture or the number of each character that could not be seen, or would turn others round."""
    return text.translate(_HIDDEN)


def _cell(text: object) -> str:
    """Text that ends neither a cell of a Markdown table nor a span of code, and starts no markup."""
    return " ".join(visible(str(text)).split()).replace("|", "\\|").replace("`", "'").replace("<", "&lt;")


TEMPLATES.filters["cell"] = _cell
