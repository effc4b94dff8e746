"""How fast the rows are, in proportion to one another.

    python -m benchmarks.speed

Every row is called as the specification calls it, NumPy arrays in and out, on one thread: where others compute on the
same machine, a library waits longer for its second thread than it gains by it. The rows of a problem take turns.
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", VECLIB_MAXIMUM_THREADS="1")
# Speed is not to be had from oneDNN's older kernels, which the rows of torch are held to otherwise.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "ALL")
# Read when NumPy and torch are imported, and therefore set before.

from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

from rich.console import Console

import impls
from spec import Descriptor, Implementation, Problem

from ._measuring import alternating, table

ROUNDS = 51

RACES = {
    "1x64x56x56 * 64x64x3x3 p1-1,1-1 float32 seeded": ("torch", "im2col"),
    "1x1x64x64 * 1x1x3x3 pvalid float32 seeded": ("im2col", "scipy_signal", "loop"),
}
"""Problems, and the rows that are called on each; the first is what the others are measured by. The first problem is
a layer of ResNet-50, the second one that plain Python can bear.
"""


def main() -> None:
    figures = table(f"one thread, medians of {ROUNDS} rounds", "problem", "row", "ms", "ratio")
    figures.columns[1].justify = "left"
    for text, names in RACES.items():
        medians = race(Descriptor.parse(text).problem(), names)
        reference = medians.get(names[0])
        for name in names:
            spent = medians.get(name)
            figures.add_row(
                text if name == names[0] else "",
                name,
                "not installed" if spent is None else f"{1000 * spent:.3f}",
                "" if spent is None or reference is None else f"{spent / reference:.2f}",
            )
    Console(highlight=False).print(figures)


def race(problem: Problem, names: tuple[str, ...]) -> dict[str, float]:
    """The median seconds that each row takes for `problem`, without those that are not installed."""
    calls = {}
    for name in names:
        try:
            calls[name] = call(impls.load(name), problem)
        except ImportError:
            continue
    for warm_up in calls.values():
        warm_up()
    seconds = alternating(calls.values(), ROUNDS)
    return {name: median(spent) for name, spent in zip(calls, seconds, strict=True)}


def call(row: Implementation, problem: Problem) -> Callable[[], Any]:
    """The call of `row` that answers `problem`."""
    claims = row.operations["correlate"]
    if reason := claims.refusal(problem):
        raise ValueError(f"{row.name} does not claim {reason}, which {problem.origin} uses; take it out of RACES")
    problem = claims.handed(problem)
    return partial(claims.function, problem.input, problem.weight, **claims.keywords(problem))


if __name__ == "__main__":
    main()
