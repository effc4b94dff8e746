"""One law, one problem, one implementation: what came of it."""

import inspect
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..contract.deviation import Deviation
from ..contract.implementation import Implementation
from ..contract.needs import uses
from ..contract.operations import ClaimError
from ..contract.outcomes import InvalidOutput, NotClaimed, OutOfMemory, Raised, Unsupported
from ..contract.subject import Subject
from ..contract.workaround import Workaround
from ..laws.law import Law
from ..operands.descriptor import Descriptor
from ..reports.failure import Failure, Outcome
from .calls import call_text, raised_at
from .difference import difference


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What came of asking one law about one problem."""

    failure: Failure | None = None
    undecided: str = ""
    """Why the law says nothing about the problem, where it does not."""
    unsupported: bool = False
    """Whether that is because the row leaves out a part of what it claims."""
    inside: frozenset[Deviation] = frozenset()
    """The deviations of the row that the problem lies in."""
    helped: frozenset[Workaround] = frozenset()
    """The workarounds that its calls met."""

    @property
    def failed(self) -> bool:
        return self.failure is not None

    @property
    def holds(self) -> bool:
        """Whether the law holds, and is not undecided."""
        return not self.failed and not self.undecided


def inapplicable(row: Implementation, law: Law, descriptor: Descriptor) -> str | None:
    """Why `law` says nothing about the problem that `descriptor` describes, or None where it does."""
    problem = descriptor.outline()
    invalidity = problem.invalidity()
    if law.draws == "invalid":
        return None if invalidity else "it is about invalid problems, and this one is valid"
    if invalidity:
        return invalidity.reason
    if (law.draws == "windowless") != (min(problem.output_size) == 0):
        return (
            "it is about problems without a window, and here one fits"
            if law.draws == "windowless"
            else "no window fits"
        )
    claims = row.operations[law.operation]
    try:
        law.chosen(descriptor, problem, claims)
    except (NotClaimed, ValueError) as reason:
        return str(reason)
    unused = sorted(need for need in law.needs if not uses(descriptor, claims, {need}))
    return f"the problem does not use what the law is about: {', '.join(unused)}" if unused else None


def evaluate(
    row: Implementation,
    law: Law,
    descriptor: Descriptor,
    *,
    deviations: bool = True,
    subject: type[Subject] = Subject,
) -> Evaluation:
    """Asks `law` about `row` on the problem that `descriptor` describes.

    The result is undecided where the law needs something that the row does not claim, or that lies in a recorded
    deviation (unless `deviations` is False). With the `subject` Rehearsal, the row is not called.
    """
    asked = subject(row, law.name, deviations=deviations, direct="direct" in law.needs)
    try:
        found = _seen(asked, law, descriptor)
    except NotClaimed as reason:
        left_out = isinstance(reason, Unsupported)
        return Evaluation(undecided=str(reason), unsupported=left_out, inside=frozenset(asked.inside))
    failure = None if found is None else _failure(asked, law, descriptor, *found)
    return Evaluation(failure=failure, inside=frozenset(asked.inside), helped=frozenset(asked.helped))


def calls_of(row: Implementation, law: Law, descriptor: Descriptor, subject: type[Subject]) -> tuple[str, ...]:
    """What the law calls on a problem, without its failing."""
    asked = subject(row, law.name, deviations=False)
    with suppress(NotClaimed):
        _seen(asked, law, descriptor)
    return tuple(call_text(*call) for call in asked.calls)


def _seen(subject: Subject, law: Law, descriptor: Descriptor) -> tuple[Outcome, dict[str, Any]] | None:
    """How the law is broken, and what else is known of it; None where it holds. Raises NotClaimed."""
    try:
        # Infinities, and bits that are no number, are meant: NumPy need not warn of them.
        with np.errstate(all="ignore"):
            found = difference(law(subject, descriptor))
    except (NotClaimed, ClaimError):
        raise
    except Raised as refusal:
        where, trace = raised_at(refusal.__cause__, _file_of(subject))
        details = {"where": where, "traceback": trace}
        if isinstance(refusal, OutOfMemory):
            return "crashed", {"summary": f"ran out of memory: {refusal}", **details}
        return "refuses", {"summary": f"raised {refusal}", **details}
    except InvalidOutput as answer:
        return "breaks", {"summary": str(answer)}
    except Exception:
        # Arithmetic on an output of the wrong shape fails inside the law; that is the output's fault.
        if subject.misshapen is None:
            raise
        return "breaks", {"summary": subject.misshapen}
    return None if found is None else ("breaks", vars(found))


def _file_of(subject: Subject) -> str:
    """The file of the function that was called last."""
    operation, *_ = subject.calls[-1]
    try:
        return inspect.getsourcefile(inspect.unwrap(subject.claims(operation).function)) or ""
    except TypeError:
        return ""


def _failure(subject: Subject, law: Law, descriptor: Descriptor, outcome: Outcome, details: dict[str, Any]) -> Failure:
    return Failure(
        law=law.name,
        outcome=outcome,
        problem=str(descriptor),
        kind=law.apart(descriptor),
        calls=tuple(call_text(*call) for call in subject.calls),
        **details,
    )
