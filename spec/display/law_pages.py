"""Laws and claims of the textbook, as they are read in a terminal."""

import inspect
import sys
from collections.abc import Callable
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from ..contract.needs import NEEDS
from ..contract.operations import OFFERS
from ..laws import CHAPTERS, LAWS
from ..laws.law import Law
from ..reading import textbook as spec_textbook
from ..reading.claim import CLAIMS, FAILS, HOLDS, TextbookClaim


def chapters() -> dict[str, list[Law]]:
    """The laws by chapter, both in reading order."""
    return {chapter: [law for law in LAWS.values() if law.chapter == chapter] for chapter in CHAPTERS}


def contents() -> RenderableType:
    """The table of contents: every law in one sentence."""
    lines: list[RenderableType] = []
    for chapter, laws in chapters().items():
        module = sys.modules[laws[0].statement.__module__]
        lines.append(Text.assemble((chapter, "bold"), "  ", (" ".join((module.__doc__ or "").split()), "italic")))
        for law in laws:
            lines.append(Padding(Text(law.name, style="cyan"), (0, 0, 0, 2)))
            lines.append(Padding(Text(law.words), (0, 0, 0, 6)))
        lines.append(Text())
    return Group(*lines)


def textbook() -> RenderableType:
    """The textbook's claims in its order: each in one sentence, with a verdict, why, and what decides it."""
    lines: list[RenderableType] = [Text(reflowed(inspect.getdoc(spec_textbook) or "")), Text()]
    for section, claims in groupby(CLAIMS.values(), key=lambda claim: claim.section):
        lines.append(Text(section, style="bold"))
        for claim in claims:
            lines.append(Padding(Text.assemble((claim.id, "cyan"), "  ", (claim.verdict, _style(claim))), (0, 0, 0, 2)))
            lines.append(Padding(Text(claim.words), (0, 0, 0, 6)))
            if claim.why:
                lines.append(Padding(Text(claim.why, style="dim"), (0, 0, 0, 6)))
            lines.append(Padding(Text(f"see {', '.join(claim.decided_by)}", style="italic"), (0, 0, 0, 6)))
        lines.append(Text())
    return Group(*lines)


def _style(claim: TextbookClaim) -> str:
    return {HOLDS: "green", FAILS: "bold red"}.get(claim.verdict, "yellow")


def page(law: Law) -> RenderableType:
    """One law, as written: in words, as an equation, why, what it catches, and what it asks for."""
    return Group(
        Text(f"{law.chapter} · {law.name}", style="bold"),
        Text(),
        Text(reflowed(law.text)),
        Text(),
        Text(applicability(law)),
    )


def applicability(law: Law) -> str:
    """Which implementations a law is asked of, in a sentence."""
    offers = [] if law.operation == "correlate" else [f"offers {OFFERS[law.operation]}"]
    needs = ", and ".join([*offers, *(NEEDS[need].words for need in sorted(law.needs))])
    return f"Asked of an implementation that {needs}." if needs else "Asked of every implementation."


def claim_page(claim: TextbookClaim) -> RenderableType:
    """One claim of the textbook: in words, what is to be thought of it, and what decides it."""
    return Group(
        Text(f"{claim.section} · {claim.id}", style="bold"),
        Text(),
        Text(reflowed(inspect.cleandoc(claim.text))),
        Text(),
        Text.assemble("Verdict: ", (claim.verdict, _style(claim)), f". See {', '.join(claim.decided_by)}."),
    )


def program(function: Callable[..., Any]) -> RenderableType:
    """The body of a function, coloured, in lines as they are written."""
    from rich.syntax import Syntax

    return Syntax("", "python", background_color="default").highlight(program_of(function))


def program_of(function: Callable[..., Any]) -> str:
    """The body of a function below its docstring."""
    source = inspect.getsource(function)
    body = source[source.index('"""', source.index('"""') + 3) + 3 :].strip("\n")
    return inspect.cleandoc("    " + body)


def reflowed(text: str) -> str:
    """`text` with every paragraph on one line, for the terminal to wrap; what is indented stays as it is."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(part if part.startswith(" ") else " ".join(part.split()) for part in paragraphs)
