"""judge(): one law, one implementation, one run, and what comes of it. The whole road from a draw to a verdict."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from ..contract.deviation import Deviation
from ..contract.implementation import Implementation
from ..contract.operations import ClaimError
from ..definition.dtypes import EXACT_BITS
from ..laws import LAWS
from ..laws.law import Law
from ..laws.rehearsal import Rehearsal
from ..operands.descriptor import Descriptor
from ..reports.failure import Failure
from ..reports.verdict import ConfirmedDeviation, Status, Verdict
from ..reproducer.script import script
from ..reproducer.trial import PATIENCE, shortcoming
from .evaluation import Evaluation, evaluate, inapplicable
from .order import as_asked
from .refusals import charged
from .run import Observer, Run, Tries
from .search import Search


def judge(
    implementation: Implementation,
    law: Law,
    run: Run,
    *,
    before_problem: Observer | None = None,
    after_problem: Observer | None = None,
) -> Verdict:
    """Searches for problems on which `implementation` breaks `law`, and explains what it finds.

    `before_problem` is called with every problem before the implementation sees it, `after_problem` with every problem
    that the law decided, up to the first failure. Refusals of valid problems are still among the failures of the law
    (see `charged`), and the programs of failures have not been run (see `all_tried`). The implementation runs in this
    process; `isolation.worker.Worker` gives it one of its own. Raises ClaimError for a deviation that cannot be meant.
    """
    if need := law.unmet(implementation):
        return Verdict(law.name, "not claimed", summary=need)
    started, before = time.perf_counter(), compilations(implementation)
    search = Search(implementation, law, run, before_problem, after_problem)
    verdict = _judged(search)
    count, seconds = (after - earlier for after, earlier in zip(compilations(implementation), before, strict=True))
    return replace(
        verdict,
        undecided=search.unheard,
        unsupported=search.unsupported,
        helped=tuple(sorted(workaround.because for workaround in search.helped)),
        seconds=time.perf_counter() - started,
        compilations=int(count),
        compiling=round(seconds, 3),
    )


def _judged(search: Search) -> Verdict:
    row, law = search.row, search.law
    known = []
    for deviation in row.deviations:
        if deviation.law == law.name and deviation.unstable:
            known.append(_sometimes(search, deviation))
        elif deviation.law == law.name:
            proof = _proof(search, deviation)
            if proof is None:
                summary = f"holds on {deviation.witness} by now; delete the deviation: {deviation.because}"
                return Verdict(law.name, "fixed", summary=summary)
            known.append(ConfirmedDeviation(deviation.because, proof))
    failures = tuple(_explained(search, failure) for failure in search.find())
    if failures:
        return Verdict(law.name, failures[0].outcome, search.examples, failures=failures, known=tuple(known))
    verdict = Verdict.without_failures(law.name, search.examples, search.undecided, tuple(known))
    return replace(verdict, summary=search.left_out) if verdict.status == "conforms" else verdict


def _sometimes(search: Search, deviation: Deviation) -> ConfirmedDeviation:
    """What is known of an unstable deviation. The witness is not tried here: this process may not survive it, or be
    what it was.
    """
    witness = str(looked_over(search.row, deviation))
    tries = search.run.unstable.get(witness, Tries(0, 0, None))
    not_shown = Failure(law=search.law.name, outcome="breaks", problem=witness, summary="this time it did not show")
    return ConfirmedDeviation(deviation.because, tries.failure or not_shown, tries.shown, tries.of)


def _proof(search: Search, deviation: Deviation) -> Failure | None:
    """The failure on the witness of a deviation, or None where the law holds there by now."""
    witness = looked_over(search.row, deviation)
    if how := search.run.proven.get(str(witness)):
        return _explained(search, search.crash(witness, how))
    proof = search.evaluate(witness, deviations=False)
    _reject_undecided(proof, f"{search.row.name}: {deviation}", witness)
    return _explained(search, proof.failure) if proof.failure else None


def looked_over(row: Implementation, deviation: Deviation) -> Descriptor:
    """The witness of a deviation. The implementation is not called. Raises ClaimError for a deviation that cannot be
    meant: of no law, or with a witness that proves nothing.
    """
    what = f"{row.name}: {deviation}"
    if deviation.law not in LAWS:
        raise ClaimError(f"{row.name}: a deviation from {deviation.law!r}, which is not a law")
    law, witness = LAWS[deviation.law], witness_of(row, deviation)
    if need := law.unmet(row):
        raise ClaimError(f"{what}: the law is not asked, since the row does not claim {need}")
    if reason := inapplicable(row, law, witness):
        raise ClaimError(f"{what}: its witness {witness} says nothing: {reason}")
    rehearsed = evaluate(row, law, witness, deviations=False, subject=Rehearsal)
    _reject_undecided(rehearsed, what, witness)
    if deviation not in rehearsed.inside:
        raise ClaimError(f"{what}: the witness {deviation.witness} lies outside the deviation's own `when`")
    return witness


def _explained(search: Search, failure: Failure) -> Failure:
    """The failure with a program that shows it without this project, or with the reason why there is none."""
    if not search.run.shrink:
        return replace(failure, no_script="none is made of what was not simplified")
    descriptor = Descriptor.parse(failure.problem)
    deadly = search.run.deadly.get(failure.problem) or search.run.proven.get(failure.problem, "")
    if search.before_problem and not deadly:
        search.before_problem(search.law, descriptor)
    made = script(search.row, search.law, descriptor, deadly=deadly)
    return replace(failure, script=made.text, no_script=made.reason)


def tried(failure: Failure, seconds: float = PATIENCE) -> Failure:
    """Runs the program of a failure in a process of its own, for at most `seconds`.

    Returns the failure with its program if the program shows the failure, and else with the reason why it does not. The
    programs of witnesses are not run: there may be many, each takes as long as importing the library, and the witnesses
    are known to fail.
    """
    seen = "\n".join((failure.summary, failure.left, failure.right))
    if failure.script and (reason := shortcoming(failure.script, seen, seconds)):
        return replace(failure, script="", no_script=reason)
    return failure


def all_tried(verdict: Verdict) -> Verdict:
    """The verdict, after the programs of its failures were run."""
    return replace(verdict, failures=tuple(map(tried, verdict.failures)))


def _reject_undecided(proof: Evaluation, what: str, witness: Descriptor) -> None:
    if proof.undecided:
        raise ClaimError(f"{what}: its witness {witness} is not claimed: {proof.undecided}")


def in_order(
    laws: Iterable[str], one: Callable[[str], Verdict], progress: Callable[[Verdict], None] | None
) -> tuple[Verdict, ...]:
    """The verdicts of `one` on `laws`, in the order given, with refusals charged.

    Laws are asked in the order in which faults show soonest. `progress` is called with every verdict as it comes.
    """
    laws, verdicts = list(laws), dict[str, Verdict]()
    for law in as_asked(laws):
        verdicts[law] = one(law)
        if progress:
            progress(verdicts[law])
    return charged(verdicts[law] for law in laws)


def replay(
    implementation: Implementation, law: str, problem: Descriptor, *, before_problem: Observer | None = None
) -> Verdict:
    """Asks `law` about one problem again, whether or not the problem lies in a recorded deviation.

    If it does, and the law is broken, the status is "deviates". Where the law cannot be asked about the problem, the
    status is "not claimed", and the summary says why.
    """
    asked = LAWS[law]
    if need := asked.unmet(implementation):
        return Verdict(law, "not claimed", summary=f"{implementation.name} does not claim {need}")
    if reason := inapplicable(implementation, asked, problem):
        return Verdict(law, "not claimed", summary=reason)
    if before_problem:
        before_problem(asked, problem)
    result = evaluate(implementation, asked, problem, deviations=False)
    if result.undecided:
        return Verdict(law, "not claimed", summary=f"not claimed: {result.undecided}")
    if result.failure is None:
        return Verdict(law, "conforms", 1)
    recorded = is_recorded(implementation, law, problem)
    status: Status = "deviates" if recorded else result.failure.outcome
    return Verdict(law, status, 1, failures=(result.failure,))


def is_recorded(implementation: Implementation, law: str, problem: Descriptor) -> bool:
    """Whether `problem` lies in a recorded deviation from `law`. The implementation is not called."""
    return bool(evaluate(implementation, LAWS[law], problem, subject=Rehearsal).undecided)


def witness_of(row: Implementation, deviation: Deviation) -> Descriptor:
    """The problem that proves a deviation, in a dtype that is claimed where it names none. Raises ClaimError where it
    cannot be read.
    """
    try:
        witness = Descriptor.parse(deviation.witness)
    except ValueError as error:
        raise ClaimError(f"{row.name}: {deviation}: its witness cannot be read: {error}") from error
    claims = row.operations.get(LAWS[deviation.law].operation)
    claimed = [dtype for dtype in EXACT_BITS if claims and dtype in claims.dtypes]
    if witness.dtype in claimed or not claimed or witness.dtype in deviation.witness.split():
        return witness
    return replace(witness, dtype=claimed[0])


def compilations(row: Implementation) -> tuple[int, float]:
    """How many compilations there were so far, and the seconds that they took."""
    return row.compiles() if callable(row.compiles) else (0, 0.0)
