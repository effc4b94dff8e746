"""One law, one problem, one implementation: what came of it."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .descriptor import Descriptor
from .grid import Grid
from .implementation import Deviation, Implementation
from .judgement import Difference, difference
from .law import Law
from .operation import ClaimError
from .problems import use
from .subject import Exhausted, Misanswered, NotClaimed, Refused, Subject

Outcome = Literal["holds", "breaks", "refuses", "crashed", "undecided"]


@dataclass(frozen=True)
class Trial:
    """What came of asking one law about one problem."""

    outcome: Outcome
    problem: str
    summary: str = ""
    left: str = ""
    right: str = ""
    sides: tuple[Grid, ...] = ()
    inside: frozenset[Deviation] = frozenset()
    """The deviations of the row that the problem lies in."""

    @property
    def failed(self) -> bool:
        return self.outcome in ("breaks", "refuses", "crashed")


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
    unused = sorted(need for need in law.needs if not use(claims, descriptor, frozenset({need})))
    return f"the problem does not use what the law is about: {', '.join(unused)}" if unused else None


def trial(
    row: Implementation,
    law: Law,
    descriptor: Descriptor,
    *,
    deviations: bool = True,
    subject: type[Subject] = Subject,
) -> Trial:
    """Asks `law` about `row` on the problem that `descriptor` describes.

    Undecided where the law came to ask for something that the row does not claim, or that it is recorded to do
    differently (unless `deviations` is False). A `subject` of the kind `Rehearsal` calls nothing of the row.
    """
    asked = subject(row, law.name, deviations=deviations)
    outcome, details = _outcome(asked, law, descriptor)
    return Trial(outcome, str(descriptor), **details, inside=frozenset(asked.inside))


def _outcome(subject: Subject, law: Law, descriptor: Descriptor) -> tuple[Outcome, dict[str, Any]]:
    try:
        # Infinities, and bits that are no number, are meant: NumPy need not warn of them.
        with np.errstate(all="ignore"):
            found = difference(law(subject, descriptor))
    except NotClaimed as reason:
        return "undecided", {"summary": f"not claimed: {reason}"}
    except Exhausted as exhausted:
        return "crashed", {"summary": f"ran out of memory: {exhausted}"}
    except Refused as refusal:
        return "refuses", {"summary": f"raised {refusal}"}
    except Misanswered as answer:
        return "breaks", {"summary": str(answer)}
    except ClaimError:
        raise
    except Exception:
        # Arithmetic on an output of the wrong shape fails inside the law; that is the output's fault.
        if subject.misshapen is None:
            raise
        return "breaks", {"summary": subject.misshapen}
    return ("breaks", vars(found)) if isinstance(found, Difference) else ("holds", {})
