"""What the death of a worker costs: a problem that ends it and then a harmless one, against the harmless one alone.

    python -m benchmarks.deaths

The rows are those of tests/hostile.py that end their process. The difference is the end, the new process and its
imports, here NumPy and Hypothesis; a row of a large library imports that again.
"""

from statistics import median

from rich.console import Console

from spec import Descriptor
from spec.worker import Limits, Worker

from ._measuring import alternating, table

ROWS = ("segfaults", "aborts", "exits", "exits_with_success", "kills_itself", "never_returns")
LAW = "agrees_with_the_definition"
DEADLY, HARMLESS = Descriptor.parse("1x1x3 * 1x1x1 s2"), Descriptor.parse("1x1x3 * 1x1x1")
LIMITS = Limits(seconds=1.0)
ROUNDS = 7


def main() -> None:
    figures = table(
        f"seconds, medians of {ROUNDS} rounds", "row", "ends as", "harmless", "deadly, then harmless", "cost"
    )
    for row in ROWS:
        with Worker(f"tests/hostile.py:{row}", LIMITS) as worker:
            worker.replay(LAW, HARMLESS)
            status = worker.replay(LAW, DEADLY).status

            def harmless(worker: Worker = worker) -> None:
                worker.replay(LAW, HARMLESS)

            def deadly(worker: Worker = worker) -> None:
                worker.replay(LAW, DEADLY)
                worker.replay(LAW, HARMLESS)

            harmless()
            alone, both = map(median, alternating((harmless, deadly), ROUNDS))
        waited = LIMITS.seconds if status == "timed out" else 0.0
        figures.add_row(row, status, f"{alone:.2f}", f"{both:.2f}", f"{both - alone - waited:.2f}")
    console = Console(highlight=False)
    console.print(figures)
    console.print(f"the cost leaves out the time limit of {LIMITS.seconds:g} s where that had to pass")


if __name__ == "__main__":
    main()
