"""Outcomes: how a call can end without an answer."""

from dataclasses import dataclass


class NotClaimed(Exception):
    """A law asked for something that the implementation does not claim."""


class Unsupported(NotClaimed):
    """A law asked for something that the implementation leaves out, by `supports` or a NotImplementedError."""


class Raised(Exception):
    """The implementation raised an exception on a problem that it claims."""


class OutOfMemory(Raised):
    """The implementation raised an exception because there was no memory left."""


class InvalidOutput(Exception):
    """The implementation returned something that is no answer at all."""


@dataclass(frozen=True)
class Rejection:
    """The outcome of a call that raised. In an equation all refusals are equal; the reason is for people."""

    reason: str

    def __str__(self) -> str:
        return f"refused: {self.reason}"
