"""What a person sees of a run: failures as they fall, each cause once, and what else there is to say."""

from collections.abc import Iterable, Iterator

from rich.console import Console

from ..laws import LAWS
from ..reports.failure import Failure
from ..reports.report import Report
from ..reports.verdict import Verdict
from .failures import explained, explanation, replay_command
from .share import percent, shares
from .table import precision

SHOWN = 5
"""Failures of one row that are explained in full. One mistake breaks many laws."""

FEW = 5
"""A law that was asked about fewer problems than this has not said much, and the reader is told. Layers are few."""


class ShownFailures:
    """What was shown of the failures of one row."""

    def __init__(self, typed: str, console: Console, traceback: bool) -> None:
        self._typed, self._console, self._traceback = typed, console, traceback
        self._causes: dict[tuple[str, ...], list[str]] = {}
        """The laws that met a cause, by what it is."""
        self._explained: list[str] = []
        """The laws of the failures that were explained."""
        self._more: list[str] = []
        """The laws of the others."""

    def show(self, verdict: Verdict) -> None:
        """Explains what was not explained: refusals from one line once, and of other failures a few."""
        if not verdict.failures:
            self._print(explanation(self._typed, verdict))
        for failure in verdict.failures:
            cause = _cause(failure)
            self._causes.setdefault(cause, []).append(failure.law)
            if len(self._causes[cause]) > 1:
                continue
            if len(self._explained) < SHOWN:
                self._explained.append(failure.law)
                self._print(explained(self._typed, failure, traceback=self._traceback))
            else:
                self._more.append(failure.law)

    def conclude(self, failed: Iterable[str]) -> None:
        """Names the laws that were not explained, of those that `failed`: a run that was stopped did not show all."""
        seen = {law for laws in self._causes.values() for law in laws}
        self._more += [law for law in failed if law not in seen]
        for cause, laws in self._causes.items():
            if others := list(dict.fromkeys(laws[1:])):
                self._name(f"{self._typed} {' '.join(cause)}, which {_counted(others)} met: ", others)
        again, more = (list(dict.fromkeys(laws)) for laws in self._unexplained())
        if again:
            self._name(f"{self._typed} fails in more ways than are shown; --law shows all: ", again)
        if more:
            what = f"{self._typed} fails {_counted(more)}, which may have the same cause; --law shows one: "
            self._name(what, more)

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)
        self._console.print()

    def _unexplained(self) -> tuple[list[str], list[str]]:
        """The laws of failures that were not explained: those of which another was, and those of which none was."""
        again = [law for law in self._more if law in self._explained]
        return again, [law for law in self._more if law not in self._explained]

    def _name(self, what: str, laws: list[str]) -> None:
        self._console.print()
        self._console.print(what + ", ".join(laws), markup=False, soft_wrap=True)


def _counted(laws: list[str]) -> str:
    return f"{len(laws)} more law{'s' if laws[1:] else ''}"


def _cause(failure: Failure) -> tuple[str, ...]:
    """What makes two failures one: refusals that were raised on the same line, and ends of the process in the same way.
    Wrong values are each on their own.
    """
    if failure.outcome == "refuses":
        kind = failure.summary.removeprefix("raised ").partition(":")[0]
        return f"raises {kind}", *([f"at {failure.where}"] if failure.where else [])
    if failure.outcome in ("crashed", "timed out"):
        return failure.outcome, failure.summary.partition(";")[0]
    return failure.outcome, failure.law, failure.kind


def _helped(verdicts: Iterable[Verdict]) -> dict[str, list[str]]:
    """By workaround the laws that met it."""
    found: dict[str, list[str]] = {}
    for verdict in verdicts:
        for because in verdict.helped:
            found.setdefault(because, []).append(verdict.law)
    return found


def _undecided(verdicts: Iterable[Verdict]) -> dict[str, list[str]]:
    """By dtype the laws that were asked in it and decided nothing, with the number of problems. Where a law decides
    little in any dtype, it is left out.
    """
    found: dict[str, list[str]] = {}
    for verdict in verdicts:
        for dtype, problems in verdict.undecided.items():
            if problems <= 2 * verdict.examples:
                found.setdefault(dtype, []).append(f"{verdict.law} ({problems})")
    return found


def remarks(typed: str, report: Report, laws: int) -> Iterator[str]:
    """What there is to say about a report beside its failures."""
    for verdict in report.verdicts:
        if verdict.status in ("deviates", "unstable"):
            again = replay_command(typed, verdict.law, verdict.known[0].failure.problem)
            how = "deviates from" if verdict.status == "deviates" else "sometimes deviates from"
            yield f"{typed} {how} {verdict.law}: {verdict.summary}\n  {again}"
    for verdict in report.verdicts:
        if verdict.status == "conforms" and verdict.summary:
            asked = f"{typed} was asked about {verdict.examples} layers by {verdict.law}"
            yield f"{asked}, and not about larger ones: {verdict.summary}"
    if (left := laws - len({verdict.law for verdict in report.verdicts})) > 0:
        yield f"{typed} was not asked {left} of {laws} laws"
    decided = [verdict for verdict in report.verdicts if verdict.status in ("conforms", "deviates", "unstable")]
    few = [verdict for verdict in decided if verdict.examples < FEW and LAWS[verdict.law].draws != "layer"]
    if few:
        names = ", ".join(f"{verdict.law} ({verdict.examples})" for verdict in few)
        yield f"{typed} was asked about fewer than {FEW} problems by {names}"
    for because, laws_of in _helped(report.verdicts).items():
        yield f"{typed} is helped by its adapter in what {len(laws_of)} of its laws ask: {because}"
    for operation, share in shares(report).items():
        yield f"{typed} was asked about {percent(share)} of what is drawn for {operation}, and leaves out the rest"
    for dtype, laws_of in _undecided(decided).items():
        yield f"{typed}: in {dtype} nothing was decided by {', '.join(laws_of)}"
    if report.compilations:
        spent = f"{report.compiling:.0f} s of {report.seconds:.0f} s"
        yield f"{typed} compiled {report.compilations} times, for {spent}"
    if report.precision:
        yield f"{typed}, by the size of its rounding errors: {precision(report)}"
