"""Worker: an implementation in a process of its own.

What a row does to its process, it does to that one alone. Where the process crashes, exits, runs out of memory or never
returns, the law at hand has its verdict, with the problem that did it, and the others go on in a new process.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Self

from ..checking import memory
from ..checking.effort import Effort
from ..checking.judge import in_order
from ..checking.precision import behaves_like
from ..checking.run import Run
from ..contract.configuration import Unconfigured
from ..drawing.coverage import Coverage
from ..laws import LAWS
from ..operands.descriptor import Descriptor
from ..reports.failure import Failure
from ..reports.report import Report
from ..reports.verdict import Verdict
from ..reproducer.script import Script
from . import child
from .process import Death, Limits, Process, started

_DEATHS = 20
"""Crashes that a law may cost, until a simpler problem is not looked for any more."""


class Worker:
    """The implementation that `typed` names (see `locate`), in a process of its own; in a new one when that has died.

    A context manager. Its process is started with `environment` beside that of this process, and what the row chooses
    goes before both (see `configuration`). `check` and `replay` raise what `locate` raises, and ClaimError.
    """

    def __init__(self, typed: str, limits: Limits | None = None, environment: Mapping[str, str] | None = None) -> None:
        self.typed, self.limits = typed, limits or Limits()
        self._environment = dict(environment or {})
        self._process: Process | None = None
        self._closed = False
        self._row = ""
        """What the row calls itself."""
        self._witnesses: frozenset[tuple[str, str]] | None = None
        self._refusals: dict[tuple[str, str], str] = {}
        """What was raised, and where; and why the program does not show it, if it does not."""
        self._ending = threading.Lock()
        """Whoever gives the order may end it beside whoever waits for it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, and whatever is asked of it."""
        self._closed = True
        self._end()

    def check(
        self,
        *,
        effort: Effort = "quick",
        seed: int = 0,
        laws: Iterable[str] | None = None,
        shrink: bool = True,
        memory: bool = True,
        progress: Callable[[Verdict], None] | None = None,
    ) -> Report:
        """The same as `checking.check`."""
        run = Run(effort=effort, seed=seed, shrink=shrink, memory=memory)
        report = self.introduce(run)
        verdicts = in_order(LAWS if laws is None else laws, lambda law: self.judge(law, run), progress)
        precision: dict[str, str] = {}
        if laws is None:
            with suppress(Death):
                precision = self.ask(behaves_like)
        return report.with_verdicts(verdicts, precision)

    def introduce(self, run: Run) -> Report:
        """The report on the row before it is asked anything: of a row that dies as it is imported, hardly more than its
        name.
        """
        try:
            report: Report = self.ask(child.introduce, run)
        except Death:
            return Report(self.typed, run.effort, run.seed, ())
        return report if self.typed == report.implementation else replace(report, typed=self.typed)

    def judge(self, law: str, run: Run) -> Verdict:
        """The same as `judge.judge`, whatever the row does to its process.

        A problem over which the process ends is a failure like others, and a simpler one is looked for in new
        processes, until there were too many deaths.

        While deviations are honoured, only a problem outside all of them can be deadly, or one that no deviation could
        keep from being called. A witness is called whatever is recorded; where it is deadly, it proves what it was to
        prove, and that is as good as a crash; where the search then draws the witness, the deviation is honoured.
        """
        started = time.perf_counter()
        deadly, proven = dict(run.deadly), dict(run.proven)
        while True:
            try:
                witnesses = self._known_witnesses()
                verdict: Verdict = self._note(child.judge, law, replace(run, deadly=deadly, proven=proven))
                break
            except Death as death:
                if death.problem and (law, death.problem) in witnesses and death.problem not in proven:
                    proven[death.problem] = death.how
                elif self._is_worth_another_try(death, deadly):
                    deadly[death.problem] = death.how
                else:
                    verdict = self._verdict(death, law)
                    break
        failures = tuple(self._alone(failure) if failure.problem in deadly else failure for failure in verdict.failures)
        failures = tuple(map(self._tried, failures))
        if run.memory:
            for failure in failures:
                if failure.problem in deadly or failure.outcome == "timed out":
                    memory.remember(self._row or self.typed, law, failure.problem)
        return replace(verdict, failures=failures, seconds=time.perf_counter() - started)

    def replay(self, law: str, problem: Descriptor) -> Verdict:
        """The same as `judge.replay`."""
        try:
            found: Verdict = self._note(child.replay, law, problem)
        except Death as death:
            found = self._verdict(death, law, explain=False)
            with suppress(Death):
                if self.ask(child.is_recorded, law, problem):
                    found = replace(found, status="deviates")
        return found

    def script(self, law: str, problem: Descriptor) -> Script:
        """The same as `script.script`, of a program that was run, and shows what it is to show."""
        how = ""
        try:
            found: Verdict = self._note(child.replay, law, problem)
        except Death as death:
            found, how = self._verdict(death, law, explain=False), death.how
        if not found.failures:
            return Script(reason=found.summary or "the law holds")
        (failure,) = found.failures
        failure = self._tried(self._with_script(failure, how))
        return Script(text=failure.script, reason=failure.no_script)

    def _with_script(self, failure: Failure, deadly: str) -> Failure:
        try:
            made: Script = self._note(child.script, failure.law, Descriptor.parse(failure.problem), deadly)
        except Death as death:
            if deadly:
                return replace(failure, no_script=f"to write it ends the process: {death.how}")
            # It was not foreseen, and says how it ends.
            return self._with_script(failure, death.how)
        return replace(failure, script=made.text, no_script=made.reason)

    def _tried(self, failure: Failure) -> Failure:
        """The failure, with its program only if that shows it. Of refusals in the same words, from the same line, the
        first is tried: they are one finding, and many laws may meet it.
        """
        if not failure.script:
            return failure
        cause = failure.summary, failure.where
        if failure.outcome == "refuses" and cause in self._refusals:
            reason = self._refusals[cause]
            return replace(failure, script="", no_script=reason) if reason else failure
        try:
            tried: Failure = self.ask(child.tried, failure, self.limits.seconds)
        except Death as death:
            tried = replace(failure, script="", no_script=f"to run it ends the process: {death.how}")
        self._refusals[cause] = tried.no_script
        return tried

    def _known_witnesses(self) -> frozenset[tuple[str, str]]:
        if self._witnesses is None:
            self._row, self._witnesses = self.ask(child.name), self.ask(child.witnesses)
        return self._witnesses

    def _is_worth_another_try(self, death: Death, deadly: Mapping[str, str]) -> bool:
        """Whether a simpler problem is looked for, or another kind of failure."""
        return (
            bool(death.problem) and death.problem not in deadly and death.status == "crashed" and len(deadly) < _DEATHS
        )

    def _verdict(self, death: Death, law: str, *, explain: bool = True) -> Verdict:
        """What a death means for the law at hand."""
        failure = Failure(law=law, outcome=death.status, problem=death.problem, summary=death.how)
        if death.problem:
            failure = self._with_calls(failure)
            if explain:
                failure = self._with_script(failure, death.how)
        return Verdict(law, death.status, death.number, failures=(failure,))

    def _alone(self, failure: Failure) -> Failure:
        """The failure, with what is called, and with whether it takes the problems that came before."""
        self._end()
        try:
            self._note(child.replay, failure.law, Descriptor.parse(failure.problem))
        except Death:
            how = "and again on this problem alone"
        else:
            how = "not on this problem alone, but after others"
        return self._with_calls(replace(failure, summary=f"{failure.summary}; {how}"))

    def _with_calls(self, failure: Failure) -> Failure:
        with suppress(Death):
            kind, calls = self.ask(child.about, failure.law, Descriptor.parse(failure.problem))
            return replace(failure, kind=kind, calls=calls)
        return failure

    def profile(self, effort: Effort, seed: int) -> Coverage:
        """Which parts of the space of problems a run covers."""
        covered: Coverage = self._note(child.profile, effort, seed)
        return covered

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What `function`, given the implementation and `arguments`, returns in the worker. It is sent there by name.

        Raises Death where the process ends over it, and whatever `function` raises.
        """
        return self._call(function, arguments, noted=False)

    def _note(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """The same, of a function that is given, after the implementation, what to tell of every problem."""
        return self._call(function, arguments, noted=True)

    def _call(self, function: Callable[..., Any], arguments: tuple[Any, ...], *, noted: bool) -> Any:
        while True:
            if self._closed:
                raise RuntimeError(f"the worker of {self.typed} is closed")
            if self._process is None:
                self._process = started(self.typed, self.limits, self._environment)
                if self._closed:  # meanwhile
                    self._end()
                    continue
            try:
                return self._process.call(function, arguments, noted)
            except Unconfigured as unconfigured:
                self._environment |= unconfigured.environment
                self._end()
            except Death:
                self._end()
                raise

    def _end(self) -> None:
        with self._ending:
            process, self._process = self._process, None
        if process:
            process.end()
