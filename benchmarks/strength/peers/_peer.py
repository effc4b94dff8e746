"""What a peer is: another way of testing a convolution, replayed against a row of the specification."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from spec.contract.outcomes import NotClaimed
from spec.contract.subject import Subject
from spec.definition.call import Call

C = TypeVar("C", bound=Call)


@dataclass(frozen=True)
class Case:
    """One test of a peer."""

    name: str
    replay: Callable[[Subject], None]
    """Raises where it finds the row wrong, and NotClaimed where the row does not claim what it asks."""
    problems: int = 1
    """How many problems it hands over."""

    def rejects(self, subject: Subject) -> bool:
        try:
            self.replay(subject)
        except NotClaimed:
            return False
        except Exception:
            return True
        return False


@dataclass(frozen=True)
class Peer:
    """A way of testing: the cases that call each operation, in the order in which they are run."""

    name: str
    version: str
    what: str
    """What its cases cover, what it compares with and how closely, and what it was granted: a few sentences."""
    cases: dict[str, list[Case]]

    def rejects(self, subject: Subject, operation: str) -> bool:
        """Whether one of the cases that call `operation` finds the row wrong. None after it is run."""
        return any(case.rejects(subject) for case in self.cases.get(operation, []))

    def sound(self, right: Subject) -> "Peer":
        """The same without the cases that find `right` wrong, which is not."""
        kept = {
            operation: [case for case in cases if not case.rejects(right)] for operation, cases in self.cases.items()
        }
        return replace(self, cases=kept)


def fresh(call: C) -> C:
    """The same call with operands of its own, for a row to do with as it likes."""
    bias = None if call.bias is None else call.bias.copy()
    return replace(call, input=call.input.copy(), weight=call.weight.copy(), bias=bias)


def label(call: Call) -> str:
    """The dtype and the shapes of a call."""
    return f"{call.input.dtype} {'×'.join(map(str, call.input.shape))} * {'×'.join(map(str, call.weight.shape))}"
