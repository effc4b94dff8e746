"""Outcomes: what comes of a call that is no answer."""

from dataclasses import dataclass


class NotClaimed(Exception):
    """A law asked for something that the implementation does not claim."""


class Raised(Exception):
    """The implementation raised an exception on a problem that it claims."""


class OutOfMemory(Raised):
    """The implementation raised an exception because there was no memory left."""


class InvalidOutput(Exception):
    """What the implementation returned is not an answer at all."""


@dataclass(frozen=True)
class Rejection:
    """The outcome of a call that raised. In an equation any refusal equals any other; the reason is for people."""

    reason: str

    def __str__(self) -> str:
        return f"refused: {self.reason}"
