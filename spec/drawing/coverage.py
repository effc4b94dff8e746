"""Which parts of the space of problems a run covers, two factors at a time."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable

from ..operands.descriptor import Descriptor


def _padding(problem: Descriptor) -> str:
    if isinstance(problem.padding, str):
        return "named"
    if not any(map(sum, problem.padding)):
        return "none"
    return "symmetric" if all(before == after for before, after in problem.padding) else "asymmetric"


def _classes(*starts: int) -> Callable[[int], str]:
    """Names the class of a number: each begins at one of `starts`, and the last one has no end."""
    ends = [start - 1 for start in starts[1:]]
    names = [f"{start}" if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=False)]
    names.append(f"{starts[-1]}+")
    return lambda number: names[bisect_right(starts, number) - 1]


_FEW = _classes(1, 2, 8, 32)
_WINDOWS = _classes(0, 1, 2, 10, 32, 128)
_TAPS = _classes(0, 1, 2, 4, 8, 32)
_ITEMS = _classes(0, 1, 2, 8, 32)
_TERMS = _classes(0, 1, 2, 32, 256)
_STEPS = _classes(1, 2, 3, 5)


def _uneven(problem: Descriptor) -> str:
    """How many of kernel, stride, dilation and padding are not the same along all axes."""
    padding = problem.padding if isinstance(problem.padding, tuple) else ()
    parameters: tuple[tuple[object, ...], ...] = (problem.weight_shape[2:], problem.stride, problem.dilation, padding)
    return str(sum(len(set(values)) > 1 for values in parameters))


def _layout(problem: Descriptor) -> str:
    return next(
        (layout for layout in (problem.input_layout, problem.weight_layout) if layout != "contiguous"), "contiguous"
    )


FACTORS: dict[str, Callable[[Descriptor], str]] = {
    "rank": lambda problem: str(problem.rank),
    "kernel": lambda problem: _TAPS(max(problem.weight_shape[2:])),
    "stride": lambda problem: _STEPS(max(problem.stride)),
    "dilation": lambda problem: _STEPS(max(problem.dilation)),
    "padding": _padding,
    "uneven parameters": _uneven,
    "windows": lambda problem: _WINDOWS(max(problem.outline().output_size)),
    "boundary": lambda problem: problem.boundary,
    "groups": lambda problem: _FEW(problem.groups),
    "items": lambda problem: _ITEMS(problem.input_shape[0]),
    "channels of a group": lambda problem: _ITEMS(problem.weight_shape[1]),
    "filters of a group": lambda problem: _ITEMS(problem.weight_shape[0] // problem.groups),
    "terms": lambda problem: _TERMS(math.prod(problem.weight_shape[1:])),
    "bias": lambda problem: "no" if problem.bias is None else "yes",
    "parity": lambda problem: "even" if problem.weight_shape[2] % 2 == 0 else "odd",
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
        """Counts `problem`, if it is valid: of others the numbers say little."""
        if problem.outline().invalidity():
            return
        self.problems += 1
        levels = {factor: level(problem) for factor, level in FACTORS.items()}
        for factor, level in levels.items():
            self._levels[factor][level] += 1
            for other, other_level in levels.items():
                self._pairs[factor, level, other, other_level] += 1

    def pairs(self, one: str, other: str) -> tuple[int, int]:
        """The pairs of levels of two factors that occurred together, and how many there could be of the levels seen."""
        counts = self.counts(one, other)
        return sum(count > 0 for count in counts), len(counts)

    def counts(self, one: str, other: str) -> list[int]:
        """How often each pair of the levels seen of two factors occurred together."""
        return [self._pairs[one, a, other, b] for a in self._levels[one] for b in self._levels[other]]

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
