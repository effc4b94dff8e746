"""Script: a program that shows that a law is broken, and needs nothing of this project.

It holds the functions of the implementation, the arrays as literals, the calls that the law makes, and what the
definition answers. It exits with 1 where an answer is another one, and with 0 where all are right.
"""

import platform
import textwrap
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..contract.configuration import configuration
from ..contract.implementation import Implementation
from ..contract.libraries import homes, imported, versions
from ..contract.outcomes import InvalidOutput, NotClaimed, Raised, Rejection
from ..contract.subject import ARGUMENTS
from ..laws.law import Law
from ..operands.descriptor import Descriptor
from .bundle import ROWS, Program, Unbundled, bundle, place
from .literals import GAP, WIDTH, Literals
from .tracing import TracedCall, traced_calls

Array = np.ndarray[Any, Any]


OWN = {"sys", "traceback", "laid_out", "same", "wrong", "error", *ARGUMENTS, "target", "cotangent", "expected", "found"}
"""The names that a program has beside those of the implementation."""


@dataclass(frozen=True, kw_only=True)
class Script:
    """A program, or why there is none."""

    text: str = ""
    reason: str = ""


def script(row: Implementation, law: Law, descriptor: Descriptor, *, deadly: str = "") -> Script:
    """The program, or why there is none: where a function of the implementation was made otherwise than by a
    definition in a file, where the problem is too large to be written out, where it is not by an answer that the law is
    broken, and where answers are rounded, so that more than one is right.

    In it are the calls that go wrong and those before them, or else all that the law makes. Where the problem is
    `deadly`, which says how it ends the process, the implementation is not called to tell.
    """
    try:
        for claims in row.operations.values():
            place(claims.function)
        calls = traced_calls(row, law, descriptor)
        if any(call.rounded for call in calls):
            return Script(reason="its answers are rounded, so that more than one is right")
        shown = calls if deadly else _going_wrong(calls)
        if not shown:
            return Script(reason="every call is answered as the definition answers it")
        acting = [module.__name__ for module in homes(row) if module.__name__.startswith(f"{ROWS}.")]
        program = bundle(list(dict.fromkeys(call.function for call in shown)), OWN, acting)
        return Script(text=_written(row, law, descriptor, program, shown))
    except Unbundled as reason:
        return Script(reason=str(reason))
    except NotClaimed as reason:
        return Script(reason=f"what the law asks is not claimed: {reason}")
    except (Raised, InvalidOutput) as reason:
        return Script(reason=f"the law has no right answer here: {reason}")


def _going_wrong(calls: list[TracedCall]) -> list[TracedCall]:
    """The calls that go wrong, and what was called before the first of them: it may go wrong for that reason. All of
    them where none goes wrong by itself, and some do after the others.
    """
    wrong = [call.is_wrong(call.answer()) for call in calls]
    if any(wrong):
        first = wrong.index(True)
        return calls[:first] + [call for call, is_wrong in zip(calls, wrong, strict=True) if is_wrong]
    answers = [call.answer() for call in calls]
    return calls if any(call.is_wrong(answer) for call, answer in zip(calls, answers, strict=True)) else []


def _written(row: Implementation, law: Law, descriptor: Descriptor, program: Program, traced: list[TracedCall]) -> str:
    # Not before there is something to show: templates take as long to import as a law to ask.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader(__name__.rpartition(".")[0], ".")
    templates = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

    literals = Literals()
    calls = [
        _call(literals, program, call, str(number + 1) if traced[1:] else "") for number, call in enumerate(traced)
    ]
    return templates.get_template("script.py.jinja").render(
        row=row.name,
        law=law.name,
        words=textwrap.wrap(law.words, WIDTH),
        problem=descriptor,
        versions=_versions(program.libraries),
        configuration=configuration(imported(row)),
        program=program.text,
        literals=literals,
        calls=calls,
        near=max(call.near for call in traced),
        gap=GAP,
    )


def _call(literals: Literals, program: Program, asked: TracedCall, number: str) -> dict[str, Any]:
    """What the template needs to know of a call."""
    arrays = [literals.name(name, array) for name, array in asked.arrays.items()]
    for name, value in sorted(asked.keywords.items()):
        arrays.append(f"{name}={literals.name(name, value) if isinstance(value, np.ndarray) else repr(value)}")
    refusal = asked.expected.reason if isinstance(asked.expected, Rejection) else None
    return {
        "text": f"{program.names[asked.function]}({', '.join(arrays)})",
        "found": f"found{number}",
        "expected": None if refusal else _expected(literals, asked.expected),
        "refusal": refusal,
        "may_refuse": asked.may_refuse,
    }


def _expected(literals: Literals, answer: Any) -> str:
    if isinstance(answer, tuple):
        return "(" + ", ".join("None" if part is None else literals.name("expected", part) for part in answer) + ")"
    return literals.name("expected", np.ascontiguousarray(answer))


def _versions(libraries: tuple[str, ...]) -> str:
    shown = [f"{name} {version}" for name, version in versions({"numpy", *libraries}).items()]
    return ", ".join([*shown, f"Python {platform.python_version()}", platform.machine()])
