"""What the death of a worker costs: a problem that ends it and then a harmless one, against the harmless one alone.

    python -m benchmarks.deaths

The rows are those of tests/hostile.py that end their process. The difference is the end, the new process and its
imports, here NumPy and Hypothesis; a row of a large library imports that again.
"""

from statistics import median

from rich.console import Console

from spec import Descriptor, Implementation
from spec.isolation.process import Limits
from spec.isolation.worker import Worker
from tests import hostile

from ._measuring import alternating, table

LAW = "agrees_with_the_definition"
DEADLY, HARMLESS = Descriptor.parse("1x1x3 * 1x1x1 s2"), Descriptor.parse("1x1x3 * 1x1x1")
LIMITS = Limits(seconds=1.0, memory=0.25)
ROUNDS = 7


def main() -> None:
    figures = table(
        f"seconds, medians of {ROUNDS} rounds", "row", "ends as", "harmless", "deadly, then harmless", "cost"
    )
    for row in (name for name, found in vars(hostile).items() if isinstance(found, Implementation)):
        with Worker(f"{hostile.__file__}:{row}", LIMITS) as worker:
            worker.replay(LAW, HARMLESS)
            verdict = worker.replay(LAW, DEADLY)
            if not any(failure.summary.startswith(("ended", "did not return")) for failure in verdict.failures):
                continue  # it does its process no harm, or fails in it

            def harmless(worker: Worker = worker) -> None:
                worker.replay(LAW, HARMLESS)

            def deadly(worker: Worker = worker) -> None:
                worker.replay(LAW, DEADLY)
                worker.replay(LAW, HARMLESS)

            harmless()
            alone, both = map(median, alternating((harmless, deadly), ROUNDS))
        waited = LIMITS.seconds if verdict.status == "timed out" else 0.0
        figures.add_row(row, verdict.status, f"{alone:.2f}", f"{both:.2f}", f"{both - alone - waited:.2f}")
    console = Console(highlight=False)
    console.print(figures)
    console.print(f"the cost leaves out the time limit of {LIMITS.seconds:g} s where that had to pass")


if __name__ == "__main__":
    main()
