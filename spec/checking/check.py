"""check(): one implementation against the laws, in this process. Free of pytest."""

from collections.abc import Callable, Iterable

from ..contract.implementation import Implementation
from ..laws import LAWS
from ..reports.provenance import claimed, made
from ..reports.report import Report
from ..reports.verdict import Verdict
from .effort import Effort
from .judge import all_tried, in_order, judge, looked_over
from .precision import behaves_like
from .run import Observer, Run


def check(
    implementation: Implementation,
    *,
    effort: Effort = "quick",
    seed: int = 0,
    laws: Iterable[str] | None = None,
    shrink: bool = True,
    memory: bool = True,
    progress: Callable[[Verdict], None] | None = None,
    after_problem: Observer | None = None,
) -> Report:
    """Searches, law by law, for a problem on which `implementation` breaks it.

    `laws` are names; if None, all laws are checked and the arithmetic of the implementation is classified. Verdicts
    come in the order given; laws are asked in the order in which what is wrong shows soonest. `progress` is called with
    every verdict as it falls, `after_problem` with every problem that a law decided, up to the first failure. Unless
    `shrink`, the first failure is reported as it was drawn. A failure that is remembered from an earlier run is tried
    first, unless `memory` is False. Raises KeyError for a law that does not exist, ClaimError for a deviation that
    cannot be meant.

    The implementation runs in this process. `isolation.worker.Worker` gives it one of its own.
    """
    run = Run(effort=effort, seed=seed, shrink=shrink, memory=memory)
    report = introduced(implementation, run)

    def one(law: str) -> Verdict:
        return all_tried(judge(implementation, LAWS[law], run, after_problem=after_problem))

    verdicts = in_order(LAWS if laws is None else laws, one, progress)
    return report.with_verdicts(verdicts, behaves_like(implementation) if laws is None else {})


def introduced(row: Implementation, run: Run) -> Report:
    """The report on the row before it is asked anything. Raises ClaimError for a deviation that cannot be meant."""
    for deviation in row.deviations:
        looked_over(row, deviation)
    return Report(row.name, run.effort, run.seed, (), claims=claimed(row), made=made(row))
