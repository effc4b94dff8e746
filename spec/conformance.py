"""check(): one implementation against the laws. Free of pytest."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from random import Random
from typing import Literal

from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky, NoSuchExample, Unsatisfiable

from .implementation import ClaimError, Implementation
from .law import LAWS, Law
from .problem import Descriptor
from .problems import problems, use
from .report import Report, Verdict
from .trial import Trial, trial

Effort = Literal["quick", "standard", "deep"]

EXAMPLES: dict[Effort, int] = {"quick": 40, "standard": 200, "deep": 2000}
"""Problems that each law is asked about."""

POOLED: dict[Effort, int] = {"quick": 10, "standard": 40, "deep": 150}
"""The same for an implementation that compiles: every new shape costs it a compilation."""


def check(
    implementation: Implementation,
    *,
    effort: Effort = "quick",
    seed: int = 0,
    laws: Iterable[str] | None = None,
    progress: Callable[[Verdict], None] | None = None,
    witness: Callable[[Law, Descriptor], None] | None = None,
) -> Report:
    """Searches, law by law, for a problem on which `implementation` breaks it.

    `laws` are names, all by default. `progress` is called with every verdict as it falls, `witness` with every
    problem that a law was asked about. Raises KeyError for a law that does not exist, ClaimError for a deviation
    that cannot be meant.
    """
    chosen = list(LAWS.values()) if laws is None else [LAWS[name] for name in laws]
    _reject_impossible_deviations(implementation)
    verdicts = []
    for law in chosen:
        verdict = _judge(implementation, law, effort, seed, witness)
        if progress:
            progress(verdict)
        verdicts.append(verdict)
    return Report(implementation.name, effort, seed, tuple(verdicts))


Witness = Callable[[Law, Descriptor], None] | None


def _judge(row: Implementation, law: Law, effort: Effort, seed: int, witness: Witness) -> Verdict:
    if need := law.unmet(row):
        return Verdict(law.name, "not claimed", summary=need)
    started = time.perf_counter()
    known = [deviation for deviation in row.deviations if deviation.law == law.name]
    for deviation in known:
        if not trial(row, law, Descriptor.parse(deviation.witness), deviations=False).failed:
            summary = f"holds on {deviation.witness} by now; delete the deviation: {deviation.because}"
            return Verdict(law.name, "fixed", problem=deviation.witness, summary=summary)
    failure, examples, reason = _search(row, law, effort, seed, witness)
    spent = time.perf_counter() - started
    if failure is not None:
        status: Literal["refuses", "breaks"] = "refuses" if failure.outcome == "refuses" else "breaks"
        return Verdict(law.name, status, examples, spent, failure.problem, failure.summary, failure.left, failure.right)
    if known:
        because = "; ".join(deviation.because for deviation in known)
        return Verdict(law.name, "deviates", examples, spent, known[0].witness, because)
    if not examples:
        return Verdict(law.name, "not claimed", summary=reason)
    return Verdict(law.name, "conforms", examples, spent)


def _search(
    row: Implementation, law: Law, effort: Effort, seed: int, witness: Witness
) -> tuple[Trial | None, int, str]:
    """The simplest failure that was found, the number of problems that were decided, and why others were not."""
    failures: list[Trial] = []
    examples = 0
    reason = "no problem to which the law applies"

    def fails(descriptor: Descriptor) -> bool:
        nonlocal examples, reason
        result = trial(row, law, descriptor)
        if result.outcome == "undecided":
            reason = result.summary.removeprefix("not claimed: ")
            return False
        if not failures:
            examples += 1
            if witness:
                witness(law, descriptor)
        if result.failed:
            failures.append(result)
        return result.failed

    def search(strategy: st.SearchStrategy[Descriptor], budget: int, name: str) -> None:
        try:
            find(
                strategy,
                fails,
                settings=_settings(budget),
                random=Random(f"{seed} {law.name}"),
                database_key=f"{row.name} {law.name} {name}".encode(),
            )
        except (NoSuchExample, Unsatisfiable):
            pass
        except Flaky:
            failures.append(replace(failures[0], summary=failures[0].summary + "; not again on the same problem"))

    anything = problems(row, law.needs, law.draws)
    if row.compiles:
        budget = POOLED[effort]
        pool = [descriptor for descriptor in _pool(row, law.draws, seed, 5 * budget) if use(row, descriptor, law.needs)]
        search(st.sampled_from(pool) if pool else anything, budget, "pooled")
        if failures:
            # What is in the pool does not shrink; what is found outside does.
            search(anything, budget, "any")
    else:
        search(anything, EXAMPLES[effort], "any")
    return (failures[-1] if failures else None), examples, reason


@cache
def _pool(row: Implementation, draws: str, seed: int, size: int) -> tuple[Descriptor, ...]:
    """Problems that all laws share, so that each of their shapes is compiled once."""
    pool: dict[str, Descriptor] = {}

    def collect(descriptor: Descriptor) -> bool:
        pool[str(descriptor)] = descriptor
        return False

    with suppress(NoSuchExample):
        find(problems(row, draws=draws), collect, settings=_settings(size, replay=False), random=Random(f"{seed} pool"))
    return tuple(pool.values())


def _settings(examples: int, *, replay: bool = True) -> settings:
    """Nothing depends on the clock; a failure that was found once is tried first, where Hypothesis keeps a database."""
    return settings(
        max_examples=examples,
        database=settings.default.database if replay and settings.default else None,
        derandomize=False,
        deadline=None,
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
    )


def _reject_impossible_deviations(row: Implementation) -> None:
    for deviation in row.deviations:
        if deviation.law not in LAWS:
            raise ClaimError(f"{row.name}: a deviation from {deviation.law!r}, which is not a law")
        if not deviation.when(Descriptor.parse(deviation.witness).problem()):
            raise ClaimError(f"{row.name}: the witness {deviation.witness} lies outside the deviation's own `when`")
