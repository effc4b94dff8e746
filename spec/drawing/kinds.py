"""The kinds of problems that are drawn one by one, and a pool of some for rows that pay for every new shape."""

from functools import cache
from random import Random

from ..contract.claims import Claims
from ..operands.descriptor import Descriptor
from .choices import Generator
from .invalid import invalid_problems, windowless_problems
from .valid import valid_problems

DRAWN = {"valid": valid_problems, "windowless": windowless_problems, "invalid": invalid_problems}
"""How each kind of problem is drawn."""


@cache
def pool(claims: Claims, draws: str, seed: int, size: int) -> tuple[Descriptor, ...]:
    """Problems that all laws share, so that each of their shapes is compiled once."""
    random = Random(f"{seed} pool")
    drawn = (DRAWN[draws](Generator(random.random), claims) for _ in range(size))
    return tuple({str(descriptor): descriptor for descriptor in drawn}.values())
