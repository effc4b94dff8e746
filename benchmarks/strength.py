"""How strong the laws are: problems and seconds until each mutant is rejected at effort quick.

    python -m benchmarks.strength [MUTANT ...] [--seeds N]

Of each mutant the laws are asked that it names as those which must notice it, the one after the other until one
fails. What is counted is everything up to and including the first problem on which a law fails. Failures are not
simplified, and nothing is remembered from one seed to the next. A mutant that is not rejected under a seed counts
as infinitely many problems there. An interrupted run shows the mutants that it is through with.
"""

import argparse
import math
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.text import Text

from spec import LAWS, Descriptor, Law, check
from tests.mutants import Mutant, discover

from ._measuring import bar, forget_failures, table


@dataclass(frozen=True)
class Rejection:
    """The first law that rejects a mutant under one seed, and what it took; infinitely much where none does."""

    law: str = "not rejected"
    problems: float = math.inf
    seconds: float = math.inf


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strength", description="How strong the laws are.")
    parser.add_argument("mutants", nargs="*", metavar="MUTANT", help="mutants of tests/mutants/; all by default")
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="seeds 0 to N − 1 (10)")
    options = parser.parse_args()
    mutants = {mutant.name: mutant for mutant in discover()}
    if unknown := set(options.mutants) - set(mutants):
        parser.error(f"no mutant is called {', '.join(sorted(unknown))}")
    forget_failures()

    rejections: dict[str, list[Rejection]] = {}
    chosen = options.mutants or list(mutants)
    with suppress(KeyboardInterrupt), bar("seeds") as progress:
        task = progress.add_task("", total=len(chosen) * options.seeds)
        for name in chosen:
            progress.update(task, description=name)
            rejections[name] = []
            for seed in range(options.seeds):
                rejections[name].append(rejection(mutants[name], seed))
                progress.advance(task)
    show({name: of_mutant for name, of_mutant in rejections.items() if len(of_mutant) == options.seeds}, options.seeds)


def rejection(mutant: Mutant, seed: int) -> Rejection:
    """Asks the laws that the mutant names until one fails."""
    problems = 0
    latest = started = time.perf_counter()

    def asked(law: Law, problem: Descriptor) -> None:
        nonlocal problems, latest
        problems += 1
        latest = time.perf_counter()

    for law in mutant.rejected_by:
        report = check(mutant.implementation, seed=seed, laws=[law], shrink=False, asked=asked)
        if not report.conforms:
            return Rejection(law, problems, latest - started)
    return Rejection()


def show(rejections: dict[str, list[Rejection]], seeds: int) -> None:
    """The mutants, those that last longest first, and all of them together."""
    console = Console(highlight=False)
    if not rejections:
        return
    figures = table(f"until first rejected, seeds 0 to {seeds - 1}", "mutant", "problems", "worst", "s", "worst", "law")
    figures.columns[-1].justify = "left"

    def worst(name: str) -> tuple[float, float]:
        return max(r.problems for r in rejections[name]), max(r.seconds for r in rejections[name])

    for name in sorted(rejections, key=worst, reverse=True):
        of_mutant = rejections[name]
        (law, times), *_ = Counter(r.law for r in of_mutant).most_common()
        figures.add_row(
            name,
            f"{median(r.problems for r in of_mutant):g}",
            f"{worst(name)[0]:g}",
            f"{median(r.seconds for r in of_mutant):.3f}",
            f"{worst(name)[1]:.3f}",
            Text(law if times == seeds else f"{law} ({times} of {seeds})"),
        )
    console.print(figures)
    console.print()

    everything = [r for of_mutant in rejections.values() for r in of_mutant]
    always = sum(all(r.law in LAWS for r in of_mutant) for of_mutant in rejections.values())
    console.print(
        f"{len(rejections)} mutants, {always} rejected under all {seeds} seeds; "
        f"problems: median {median(r.problems for r in everything):g}, worst {max(r.problems for r in everything):g}; "
        f"seconds: median {median(r.seconds for r in everything):.3f}, worst {max(r.seconds for r in everything):.3f}",
        soft_wrap=True,
    )


if __name__ == "__main__":
    main()
