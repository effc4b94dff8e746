"""Writing: the text of a program, from calls, the definitions that they need, and arrays."""

import platform
import re
import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..contract.configuration import configuration
from ..contract.implementation import Implementation
from ..contract.libraries import imported, versions
from ..contract.outcomes import Rejection
from ..laws.law import Law
from ..operands.descriptor import Descriptor
from .bundle import Program
from .literals import GAP, MAX_ELEMENTS, WIDTH, Literals
from .tracing import TracedCall
from .trial import ended

THROUGH = 100
"""The exit status if all calls were answered rightly, in a program in which 0 means that the library ended the process.
"""


def written(
    row: Implementation, law: Law, descriptor: Descriptor, program: Program, traced: list[TracedCall], deadly: str
) -> str:
    """The text of the program. `deadly` says how the calls end the process, if they do."""
    # Imported only when there is something to show: importing templates takes as long as asking a law.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader(__name__.rpartition(".")[0], ".")
    templates = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

    literals = Literals()
    calls = [
        _call(literals, program, call, str(number + 1) if traced[1:] else "") for number, call in enumerate(traced)
    ]
    how = re.split("[,;]", deadly)[0]
    return templates.get_template("script.py.jinja").render(
        row=row.name,
        law=law.name,
        words=textwrap.wrap(law.words, WIDTH),
        problem=descriptor,
        versions=_versions(program.libraries, row.versions),
        configuration=configuration(imported(row)),
        future=program.future,
        program=program.text,
        literals=literals,
        calls=calls,
        near=max(call.near for call in traced),
        gap=GAP,
        most=MAX_ELEMENTS,
        end=_foretold(how),
        ends_well=how == ended(0),
        through=THROUGH,
    )


def _foretold(how: str) -> str:
    """The program's announcement of its own end, from `how` the process ended."""
    if how.startswith("ended "):
        return f"What follows is expected to end this process {how.removeprefix('ended ')}."
    return f"What follows is expected not to return: it {how}." if how else ""


def _call(literals: Literals, program: Program, asked: TracedCall, number: str) -> dict[str, Any]:
    """What the template needs to know of a call."""
    before: list[str] = []

    def named(name: str, array: np.ndarray[Any, Any]) -> str:
        text = literals.name(name, array)
        if name not in asked.held:
            return text
        holder = literals.holder(name, asked.held[name], text)
        before.append(f"{holder}[...] = {text}")
        return holder

    arrays = [named(name, array) for name, array in asked.arrays.items()]
    for name, value in sorted(asked.keywords.items()):
        arrays.append(f"{name}={named(name, value) if isinstance(value, np.ndarray) else repr(value)}")
    refusal = asked.expected.reason if isinstance(asked.expected, Rejection) else None
    return {
        "text": f"{program.names[asked.function]}({', '.join(arrays)})",
        "before": before,
        "found": f"found{number}",
        "expected": None if refusal else _expected(literals, asked.expected),
        "refusal": refusal,
        "may_refuse": asked.may_refuse,
        "raised": asked.raised,
    }


def _expected(literals: Literals, answer: Any) -> str:
    if isinstance(answer, tuple):
        return "(" + ", ".join("None" if part is None else literals.name("expected", part) for part in answer) + ")"
    return literals.name("expected", np.ascontiguousarray(answer))


def _versions(libraries: tuple[str, ...], others: Mapping[str, str]) -> str:
    shown = [f"{name} {version}" for name, version in (versions({"numpy", *libraries}) | dict(others)).items()]
    return ", ".join([*shown, f"Python {platform.python_version()}", platform.machine()])
