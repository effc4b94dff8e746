"""From docstrings to Markdown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_EMPHASIS = re.compile(r"\\\*(\w[^*]*\w)\\\*")
_SPECIAL = re.compile(r"([\\*_\[\]<>#|~$])")


def prose(text: str) -> str:
    """`text` as Markdown that reads the same: what lies between backticks is code, between stars emphasis, and
    nothing else means anything.
    """
    parts = text.split("`")
    return "`".join(part if number % 2 else _escaped(part) for number, part in enumerate(parts))


def _escaped(text: str) -> str:
    return _EMPHASIS.sub(r"*\1*", _SPECIAL.sub(r"\\\1", text))


def title(name: str) -> str:
    """A name in words: `padding_is_explicit_zeros` is "Padding is explicit zeros"."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a docstring: Markdown, or an equation, verbatim."""

    text: str
    is_equation: bool


@dataclass(frozen=True)
class Statement:
    """The docstring of a law, in its parts."""

    words: str
    body: list[Paragraph]
    catches: str


def statement(text: str) -> Statement:
    """The parts of a docstring: its first sentence, the equation and why, and what it `Catches:`."""
    words, *rest = re.split(r"\n\n+", text.strip("\n"))
    catches = next((part.removeprefix("Catches:") for part in rest if part.startswith("Catches:")), "")
    body = [part for part in rest if not part.startswith("Catches:")]
    return Statement(prose(_joined(words)), paragraphs(body), prose(_joined(catches)))


def paragraphs(parts: Iterable[str]) -> list[Paragraph]:
    """Paragraphs as they stand in a docstring: what is indented is an equation."""
    return [
        Paragraph(_dedented(part), True) if part.startswith(" ") else Paragraph(prose(_joined(part)), False)
        for part in parts
    ]


def _joined(paragraph: str) -> str:
    return " ".join(paragraph.split())


def _dedented(block: str) -> str:
    lines = block.split("\n")
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[indent:] for line in lines)
