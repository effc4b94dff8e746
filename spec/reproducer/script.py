"""Script: a program that shows that a law is broken, and needs nothing of this project.

It holds the functions of the implementation, the arrays as literals, the calls that the law makes, and what the
definition answers. It exits with 1 where an answer is another one, and with 0 where all are right.
"""

from dataclasses import dataclass, replace

from ..contract.implementation import Implementation
from ..contract.libraries import homes
from ..contract.outcomes import InvalidOutput, NotClaimed, Raised, Rejection
from ..contract.subject import ARGUMENTS
from ..laws.law import Law
from ..operands.descriptor import Descriptor
from .bundle import bundle
from .placing import place
from .scopes import Unbundled
from .tracing import TracedCall, traced_calls
from .writing import written

OWN = {
    *("laid_out", "same", "wrong", "error", "done", "found", "expected"),
    *ARGUMENTS,
    *("target", "cotangent"),
    *("kept_input", "kept_weight", "kept_bias", "kept_cotangent", "kept_target"),
}
"""The names that a program has beside those of the implementation."""


@dataclass(frozen=True, kw_only=True)
class Script:
    """A program, or why there is none."""

    text: str = ""
    reason: str = ""


def script(row: Implementation, law: Law, descriptor: Descriptor, *, deadly: str = "") -> Script:
    """The program, or why there is none: where a function of the implementation was made otherwise than by a
    definition in a file, where it calls this project, where the problem is too large to be written out, where it is not
    by an answer that the law is broken, and where answers are rounded, so that more than one is right.

    In it are the calls that go wrong and those before them, or else all that the law makes. Where the problem is
    `deadly`, which says how it ends the process, the implementation is not called to tell.
    """
    modules = [module.__name__ for module in homes(row)]
    try:
        calls = traced_calls(row, law, descriptor)
        for call in calls:
            place(call.function, modules)
        if any(call.rounded for call in calls):
            return Script(reason="its answers are rounded, so that more than one is right")
        shown = calls if deadly else _going_wrong(calls)
        if not shown:
            return Script(reason="every call is answered as the definition answers it")
        program = bundle(list(dict.fromkeys(call.function for call in shown)), OWN, modules)
        return Script(text=written(row, law, descriptor, program, shown, deadly))
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
    before: list[TracedCall] = []
    wrong: list[TracedCall] = []
    for call in calls:
        answer = call.answer()
        if call.is_wrong(answer):
            wrong.append(replace(call, raised=isinstance(answer, Rejection)))
        elif not wrong:
            before.append(call)
    if wrong:
        return before + wrong
    answers = [call.answer() for call in calls]
    return calls if any(call.is_wrong(answer) for call, answer in zip(calls, answers, strict=True)) else []
