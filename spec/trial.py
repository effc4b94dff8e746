"""One law, one problem, one implementation: what came of it."""

from dataclasses import dataclass
from typing import Literal

from .implementation import Implementation
from .judgement import Difference, difference
from .law import Law
from .problem import Descriptor
from .subject import Misanswered, NotClaimed, Refused, Subject

Outcome = Literal["holds", "breaks", "refuses", "undecided"]


@dataclass(frozen=True)
class Trial:
    """What came of asking one law about one problem."""

    outcome: Outcome
    problem: str
    summary: str = ""
    left: str = ""
    right: str = ""

    @property
    def failed(self) -> bool:
        return self.outcome in ("breaks", "refuses")


def trial(row: Implementation, law: Law, descriptor: Descriptor, *, deviations: bool = True) -> Trial:
    """Asks `law` about `row` on the problem that `descriptor` describes.

    Undecided where the law came to ask for something that the row does not claim, or that it is recorded to do
    differently (unless `deviations` is False).
    """
    subject = Subject(row, law.name, deviations=deviations)
    problem = str(descriptor)
    try:
        found = difference(law(subject, descriptor.problem()))
    except NotClaimed as reason:
        return Trial("undecided", problem, f"not claimed: {reason}")
    except Refused as refusal:
        return Trial("refuses", problem, f"raised {refusal}")
    except Misanswered as answer:
        return Trial("breaks", problem, str(answer))
    except Exception:
        # Arithmetic on an output of the wrong shape fails inside the law; that is the output's fault.
        if subject.misshapen is None:
            raise
        return Trial("breaks", problem, subject.misshapen)
    return Trial("breaks", problem, **vars(found)) if isinstance(found, Difference) else Trial("holds", problem)
