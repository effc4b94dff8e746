"""Run: how laws are asked."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf

from ..laws.law import Law
from ..operands.descriptor import Descriptor
from ..reports.failure import Failure
from .effort import Effort

Observer = Callable[[Law, Descriptor], None]


@dataclass(frozen=True)
class Tries:
    """What an unstable witness showed, in processes of its own."""

    shown: int
    """In how many it was wrong."""
    of: int
    failure: Failure | None
    """How, the last time."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """How laws are asked: everything that a verdict depends on, beside the row and the law."""

    effort: Effort = "quick"
    seed: int = 0
    shrink: bool = True
    """Whether failures are simplified, and a program is written for each."""
    memory: bool = True
    """Whether what failed in an earlier run is tried first, and what fails in this one is kept."""
    deadly: Mapping[str, str] = field(default_factory=dict)
    """Problems that have ended the process, each with how it ended. They count as failures, and are not run again."""
    proven: Mapping[str, str] = field(default_factory=dict)
    """Witnesses that have ended the process, each with how. They prove their deviations, and are not run again."""
    unstable: Mapping[str, Tries] = field(default_factory=dict)
    """What was seen of the unstable witnesses of the law at hand."""
    ends: float = inf
    """The time, as `time.time` tells it, after which no other problem is drawn."""

    @property
    def is_over(self) -> bool:
        return time.time() > self.ends
