"""Which parts of the space of problems a run covers, two factors at a time."""

from collections import Counter
from collections.abc import Callable

from ..operands.descriptor import Descriptor


def _padding(problem: Descriptor) -> str:
    if isinstance(problem.padding, str):
        return "named"
    if not any(map(sum, problem.padding)):
        return "none"
    return "symmetric" if all(before == after for before, after in problem.padding) else "asymmetric"


def _size(problem: Descriptor) -> str:
    elements = max(problem.input_shape[2:])
    return "tiny" if elements <= 3 else "small" if elements <= 8 else "large"


def _channels(problem: Descriptor) -> str:
    channels = problem.weight_shape[1]
    return "one" if channels == 1 else "few" if channels < 7 else "many"


def _layout(problem: Descriptor) -> str:
    return next(
        (layout for layout in (problem.input_layout, problem.weight_layout) if layout != "contiguous"), "contiguous"
    )


FACTORS: dict[str, Callable[[Descriptor], str]] = {
    "rank": lambda problem: str(problem.rank),
    "stride": lambda problem: "1" if set(problem.stride) == {1} else ">1",
    "dilation": lambda problem: "1" if set(problem.dilation) == {1} else ">1",
    "padding": _padding,
    "boundary": lambda problem: problem.boundary,
    "groups": lambda problem: "1" if problem.groups == 1 else ">1",
    "batch": lambda problem: str(min(problem.input_shape[0], 2)).replace("2", ">1"),
    "channels of a group": _channels,
    "bias": lambda problem: "no" if problem.bias is None else "yes",
    "parity": lambda problem: "even" if problem.weight_shape[2] % 2 == 0 else "odd",
    "size": _size,
    "layout": _layout,
    "dtype": lambda problem: problem.dtype,
    "fill": lambda problem: problem.fill,
}
"""What a problem is characterised by, and the level of each factor."""


class Coverage:
    """Counts the levels, and the pairs of levels, of the problems that it is shown."""

    def __init__(self) -> None:
        self.problems = 0
        self._levels: dict[str, Counter[str]] = {factor: Counter() for factor in FACTORS}
        self._pairs: Counter[tuple[str, str, str, str]] = Counter()

    @property
    def factors(self) -> list[str]:
        """The factors that took more than one level: the others are fixed by what the row claims."""
        return [factor for factor, levels in self._levels.items() if len(levels) > 1]

    def add(self, problem: Descriptor) -> None:
        """Counts `problem`."""
        self.problems += 1
        levels = {factor: level(problem) for factor, level in FACTORS.items()}
        for factor, level in levels.items():
            self._levels[factor][level] += 1
            for other, other_level in levels.items():
                self._pairs[factor, level, other, other_level] += 1

    def pairs(self, one: str, other: str) -> tuple[int, int]:
        """The pairs of levels of two factors that occurred together, and how many there could be of the levels seen."""
        possible = [(a, b) for a in self._levels[one] for b in self._levels[other]]
        return sum((one, a, other, b) in self._pairs for a, b in possible), len(possible)

    def missing(self) -> list[str]:
        """Every pair of levels that did not occur, in words."""
        return [
            f"{one} {a} with {other} {b}"
            for position, one in enumerate(self.factors)
            for other in self.factors[:position]
            for a in self._levels[one]
            for b in self._levels[other]
            if (one, a, other, b) not in self._pairs
        ]

    def shares(self, factor: str) -> list[tuple[str, float]]:
        """The levels of a factor, the most frequent first, and the share of problems that had each."""
        return [(level, count / self.problems) for level, count in self._levels[factor].most_common()]
