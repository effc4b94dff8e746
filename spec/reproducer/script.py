"""Script: a program that shows that a law is broken, and needs nothing of this project.

It holds the functions of the implementation, the arrays as literals, the calls that the law makes, and the definition's
answers. It exits with 1 where an answer is wrong, and with 0 where all answers are right.
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
    """The program, or why there is none.

    There is none where a function of the implementation is not defined in a file or calls this project, where the
    problem is too large to be written out, where the law is broken but no answer is wrong, and where answers are
    rounded, so that more than one is right.

    The program has the calls that go wrong and those before them, or else all calls that the law makes. `deadly` says
    how the problem ends the process, if it does; the implementation is then not called to find the wrong calls.
    """
    modules = [module.__name__ for module in homes(row)]
    try:
        calls = traced_calls(row, law, descriptor)
        for call in calls:
            place(call.function, modules)
        if any(call.rounded for call in calls):
            return Script(reason="sums of real numbers are rounded, so more than one answer is right")
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
    """The calls that go wrong, and those before the first of them, which may be the cause. All calls, if none goes
    wrong at first but some do when all are made again.
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
