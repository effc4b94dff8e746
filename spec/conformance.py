"""check(): one implementation against the laws. Free of pytest."""

import time
from collections.abc import Callable, Iterable

from .descriptor import Descriptor
from .implementation import Implementation
from .law import LAWS
from .operation import ClaimError
from .precision import behaves_like
from .report import Report, Status, Verdict
from .search import Effort, Search, Witness
from .trial import trial


def check(
    implementation: Implementation,
    *,
    effort: Effort = "quick",
    seed: int = 0,
    laws: Iterable[str] | None = None,
    shrink: bool = True,
    progress: Callable[[Verdict], None] | None = None,
    witness: Witness | None = None,
) -> Report:
    """Searches, law by law, for a problem on which `implementation` breaks it.

    `laws` are names, all by default; only then is it told which arithmetic the row behaves like. `progress` is called
    with every verdict as it falls, `witness` with every problem that a law is asked about, up to the first failure.
    Unless `shrink`, the first failure is reported as it was drawn. A failure that Hypothesis' database remembers is
    tried first. Raises KeyError for a law that does not exist, ClaimError for a deviation that cannot be meant.
    """
    chosen = list(LAWS) if laws is None else list(laws)
    _reject_unknown_laws(implementation)
    compiled, compiling = _compilations(implementation)
    verdicts = []
    for name in chosen:
        verdict = _judge(Search(implementation, LAWS[name], effort, seed, witness, shrink))
        if progress:
            progress(verdict)
        verdicts.append(verdict)
    count, seconds = _compilations(implementation)
    name = implementation.name
    precision = behaves_like(implementation) if laws is None else {}
    return Report(name, effort, seed, tuple(verdicts), count - compiled, round(seconds - compiling, 3), precision)


def _compilations(row: Implementation) -> tuple[int, float]:
    """How many compilations there were so far, and the seconds that they took."""
    return row.compiles() if callable(row.compiles) else (0, 0.0)


def _judge(search: Search) -> Verdict:
    row, law = search.row, search.law
    if need := law.unmet(row):
        return Verdict(law.name, "not claimed", summary=need)
    known = [deviation for deviation in row.deviations if deviation.law == law.name]
    for deviation in known:
        what = f"{row.name}: the deviation from {deviation.law} ({deviation.because})"
        try:
            witness = Descriptor.parse(deviation.witness)
        except ValueError as error:
            raise ClaimError(f"{what}: its witness cannot be read: {error}") from error
        proof = trial(row, law, witness, deviations=False)
        if proof.outcome == "undecided":
            raise ClaimError(f"{what}: its witness {deviation.witness} is {proof.summary}")
        if deviation not in proof.inside:
            raise ClaimError(f"{what}: the witness {deviation.witness} lies outside the deviation's own `when`")
        if not proof.failed:
            summary = f"holds on {deviation.witness} by now; delete the deviation: {deviation.because}"
            return Verdict(law.name, "fixed", problem=deviation.witness, summary=summary)
    started = time.perf_counter()
    failure = search.run()
    spent = time.perf_counter() - started
    if failure is not None:
        status: Status = "refuses" if failure.outcome == "refuses" else "breaks"
        found = failure.problem, failure.summary, failure.left, failure.right
        return Verdict(law.name, status, search.examples, spent, *found)
    if known:
        because = "; ".join(deviation.because for deviation in known)
        return Verdict(law.name, "deviates", search.examples, spent, known[0].witness, because)
    if not search.examples:
        return Verdict(law.name, "not claimed", summary=search.undecided)
    return Verdict(law.name, "conforms", search.examples, spent)


def _reject_unknown_laws(row: Implementation) -> None:
    for deviation in row.deviations:
        if deviation.law not in LAWS:
            raise ClaimError(f"{row.name}: a deviation from {deviation.law!r}, which is not a law")
