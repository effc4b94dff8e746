"""What a law catches: from the measured kill matrix."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

KILLS = Path(__file__).parent.parent / "docs" / "strength" / "kills.json"


@dataclass(frozen=True)
class Fault:
    """A fault that a law rejects."""

    name: str
    fault: str
    origin: str
    laws: int
    """How many laws reject it."""
    is_expected: bool
    """Whether the fault names the law as one that must notice it."""


@dataclass(frozen=True)
class Caught:
    """The faults that a law rejects, those first that fewest others reject."""

    faults: list[Fault]

    @property
    def alone(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.laws == 1]

    @property
    def shared(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.laws > 1]

    @property
    def origins(self) -> Counter[str]:
        return Counter(fault.origin for fault in self.faults)


@cache
def kills() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KILLS.read_text())
    return found


def total() -> int:
    """How many faults there are."""
    return len(kills()["faults"])


def caught(law: str) -> Caught | None:
    """The faults that `law` rejects, or None where it was not measured."""
    found = kills()
    if law not in found["laws"]:
        return None
    faults = [
        Fault(name, fault["fault"], fault["origin"], len(fault["kills"]), law in fault["expected"])
        for name, fault in found["faults"].items()
        if law in fault["kills"]
    ]
    return Caught(sorted(faults, key=lambda fault: (fault.laws, not fault.is_expected, fault.name)))
