"""check(): one implementation against the laws. Free of pytest."""

import time
from collections.abc import Callable, Iterable, Mapping

from .descriptor import Descriptor
from .implementation import EXCLUDING, Deviation, Implementation
from .law import LAWS
from .made import claimed, made
from .operation import ClaimError
from .order import as_asked
from .precision import behaves_like
from .rehearsal import Rehearsal
from .report import Known, Report, Status, Verdict
from .search import Effort, Observer, Search
from .trial import Trial, inapplicable, trial


def check(
    implementation: Implementation,
    *,
    effort: Effort = "quick",
    seed: int = 0,
    laws: Iterable[str] | None = None,
    shrink: bool = True,
    progress: Callable[[Verdict], None] | None = None,
    asking: Observer | None = None,
    asked: Observer | None = None,
    deadly: Mapping[str, str] | None = None,
    proven: Mapping[str, str] | None = None,
) -> Report:
    """Searches, law by law, for a problem on which `implementation` breaks it.

    `laws` are names, all by default; only then is it told which arithmetic the row behaves like. Their verdicts come in
    the order given; asked they are in the order in which what is wrong shows soonest. `progress` is called with every
    verdict as it falls, `asking` with every problem before the implementation sees it, `asked` with every problem that
    a law decided, up to the first failure. Unless `shrink`, the first failure is reported as it was drawn. A failure
    that Hypothesis' database remembers is tried first. Problems that are `deadly`, each with how it ended the process
    when it was drawn, are taken for failures and not tried; witnesses that are `proven`, each with how it ended the
    process when it was tried, prove their deviations and are not tried for that again. Raises KeyError for a law that
    does not exist, ClaimError for a deviation that cannot be meant.

    The implementation runs in this process. `worker.Worker` gives it one of its own.
    """
    chosen = list(LAWS) if laws is None else list(laws)
    _reject_unknown_laws(implementation)
    compiled, compiling = _compilations(implementation)
    verdicts = {}
    for name in as_asked(chosen):
        search = Search(implementation, LAWS[name], effort, seed, asking, asked, shrink, deadly or {})
        verdict = _judge(search, proven or {})
        if progress:
            progress(verdict)
        verdicts[name] = verdict
    count, seconds = _compilations(implementation)
    name = implementation.name
    precision = behaves_like(implementation) if laws is None else {}
    in_order = tuple(verdicts[law] for law in chosen)
    compilations = count - compiled, round(seconds - compiling, 3)
    about = claimed(implementation), made(implementation)
    return Report(name, effort, seed, in_order, *compilations, precision, *about)


def replay(implementation: Implementation, law: str, problem: Descriptor, *, asking: Observer | None = None) -> Verdict:
    """One problem again, whether a deviation is recorded for it or not: "deviates" says that it still differs.

    "not claimed", with the reason as its summary, where the law cannot be asked about it.
    """
    asked = LAWS[law]
    if need := asked.unmet(implementation):
        return Verdict(law, "not claimed", summary=f"{implementation.name} does not claim {need}")
    if reason := inapplicable(implementation, asked, problem):
        return Verdict(law, "not claimed", summary=reason)
    if asking:
        asking(asked, problem)
    result = trial(implementation, asked, problem, deviations=False)
    if result.outcome == "undecided":
        return Verdict(law, "not claimed", summary=result.summary)
    if not result.failed:
        return Verdict(law, "conforms", 1, problem=result.problem)
    status: Status = "deviates" if is_recorded(implementation, law, problem) else _status(result)
    return Verdict(law, status, 1, 0.0, result.problem, result.summary, result.left, result.right, result.sides)


def is_recorded(
    implementation: Implementation, law: str, problem: Descriptor, *, asking: Observer | None = None
) -> bool:
    """Whether `problem`, of which the law is not undecided otherwise, lies in a deviation."""
    if not any(known.law in (law, *EXCLUDING) for known in implementation.deviations):
        return False
    if asking:
        asking(LAWS[law], problem)
    return trial(implementation, LAWS[law], problem).outcome == "undecided"


def _status(failure: Trial) -> Status:
    return failure.outcome if failure.outcome in ("refuses", "crashed") else "breaks"


def _compilations(row: Implementation) -> tuple[int, float]:
    """How many compilations there were so far, and the seconds that they took."""
    return row.compiles() if callable(row.compiles) else (0, 0.0)


def _judge(search: Search, proven: Mapping[str, str]) -> Verdict:
    row, law = search.row, search.law
    if need := law.unmet(row):
        return Verdict(law.name, "not claimed", summary=need)
    known = []
    for deviation in row.deviations:
        if deviation.law != law.name:
            continue
        what = f"{row.name}: {deviation}"
        witness = witness_of(row, deviation)
        rehearsed = _decided(trial(row, law, witness, deviations=False, subject=Rehearsal), what)
        if deviation not in rehearsed.inside:
            raise ClaimError(f"{what}: the witness {deviation.witness} lies outside the deviation's own `when`")
        if how := proven.get(str(witness)):
            known.append(Known(deviation.because, deviation.witness, how, script=search.script(witness, deadly=True)))
            continue
        proof = _decided(search.trial(witness, deviations=False), what)
        if not proof.failed:
            summary = f"holds on {deviation.witness} by now; delete the deviation: {deviation.because}"
            return Verdict(law.name, "fixed", problem=deviation.witness, summary=summary)
        shown = proof.left, proof.right, proof.sides, search.script(witness)
        known.append(Known(deviation.because, deviation.witness, proof.summary, *shown))
    started = time.perf_counter()
    failure = search.run()
    spent = time.perf_counter() - started
    if failure is not None:
        problem, script = failure.problem, search.script(Descriptor.parse(failure.problem))
        sides = failure.left, failure.right, failure.sides
        return Verdict(law.name, _status(failure), search.examples, spent, problem, failure.summary, *sides, script)
    if known:
        because = "; ".join(difference.because for difference in known)
        return Verdict(law.name, "deviates", search.examples, spent, known[0].problem, because, known=tuple(known))
    if not search.examples:
        return Verdict(law.name, "not claimed", summary=search.undecided)
    return Verdict(law.name, "conforms", search.examples, spent)


def _decided(proof: Trial, what: str) -> Trial:
    if proof.outcome == "undecided":
        raise ClaimError(f"{what}: its witness {proof.problem} is {proof.summary}")
    return proof


def witness_of(row: Implementation, deviation: Deviation) -> Descriptor:
    """The problem that proves a deviation. Raises ClaimError where it cannot be read."""
    try:
        return Descriptor.parse(deviation.witness)
    except ValueError as error:
        raise ClaimError(f"{row.name}: {deviation}: its witness cannot be read: {error}") from error


def _reject_unknown_laws(row: Implementation) -> None:
    for deviation in row.deviations:
        if deviation.law not in LAWS:
            raise ClaimError(f"{row.name}: a deviation from {deviation.law!r}, which is not a law")
