"""Worker: an implementation in a process of its own.

A row affects its own process alone. Where this process crashes, exits, runs out of memory or never returns, the law at
hand gets a verdict with the problem that caused it, and the other laws go on in a new process.
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
from ..checking.run import Run, Tries
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
"""The number of crashes on one law after which no simpler problem is looked for."""


class Worker:
    """The implementation that `typed` names (see `locate`), in a process of its own, and in a new one when this dies.

    This is a context manager. The environment of the process is that of this process, with `environment` added; what
    the row chooses overrides both (see `configuration`). `check` and `replay` raise what `locate` raises, and
    ClaimError.
    """

    def __init__(self, typed: str, limits: Limits | None = None, environment: Mapping[str, str] | None = None) -> None:
        self.typed, self.limits = typed, limits or Limits()
        self._environment = dict(environment or {})
        self._process: Process | None = None
        self._closed = False
        self._row = ""
        """What the row calls itself."""
        self._witnesses: frozenset[tuple[str, str]] | None = None
        self._unstable: dict[tuple[str, str], int] = {}
        self._refusals: dict[tuple[str, str], str] = {}
        """By what was raised and where: why the program does not show it, or nothing if it does."""
        self._ending = threading.Lock()
        """`close` may end the process in one thread while another thread waits for an answer."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, whatever it is asked at the time."""
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
        """The report on the row without verdicts. For a row that dies as it is imported, this is hardly more than its
        name.
        """
        try:
            report: Report = self.ask(child.introduce, run)
        except Death:
            return Report(self.typed, run.effort, run.seed, ())
        return report if self.typed == report.implementation else replace(report, typed=self.typed)

    def judge(self, law: str, run: Run) -> Verdict:
        """The same as `judge.judge`, whatever the row does to its process.

        A problem that ends the process is a failure like others. A simpler one is looked for in new processes, until
        there were too many deaths.

        While deviations are honoured, a problem can be deadly only if it lies outside of them, or if no deviation could
        prevent its call. A witness is called whatever is recorded. A deadly witness proves its deviation; where the
        search then draws this witness, the deviation is honoured.
        """
        started = time.perf_counter()
        deadly, proven, tries = dict(run.deadly), dict(run.proven), dict[str, Tries]()
        while True:
            try:
                witnesses = self._known_witnesses()
                tries = tries or self._tries(law)
                so_far = replace(run, deadly=deadly, proven=proven, unstable=tries)
                verdict: Verdict = self._note(child.judge, law, so_far)
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
        """The same as `script.script`, but the program was run, and shows the failure."""
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
            # This death was not foreseen: write the program anew for it.
            return self._with_script(failure, death.how)
        return replace(failure, script=made.text, no_script=made.reason)

    def _tried(self, failure: Failure) -> Failure:
        """The failure, with its program only if the program shows it. Of refusals in the same words, from the same
        line, only the first is tried: they are one finding, and many laws may meet it.
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
            self._unstable = self.ask(child.unstable)
        return self._witnesses

    def _tries(self, law: str) -> dict[str, Tries]:
        """What the unstable witnesses of a law show, each tried in processes of its own until it shows. What is asked
        afterwards is asked in a process that they have not touched.
        """
        return {
            witness: self._tried_until_shown(law, witness, most)
            for (of, witness), most in self._unstable.items()
            if of == law
        }

    def _tried_until_shown(self, law: str, witness: str, most: int) -> Tries:
        for number in range(1, most + 1):
            self._end()
            try:
                found: Verdict = self._note(child.replay, law, Descriptor.parse(witness))
            except Death as death:
                found = self._verdict(death, law, explain=False)
            self._end()
            if found.failures:
                return Tries(1, number, found.failures[0])
        return Tries(0, most, None)

    def _is_worth_another_try(self, death: Death, deadly: Mapping[str, str]) -> bool:
        """Whether to look for a simpler problem, or for another kind of failure."""
        return (
            bool(death.problem) and death.problem not in deadly and death.status == "crashed" and len(deadly) < _DEATHS
        )

    def _verdict(self, death: Death, law: str, *, explain: bool = True) -> Verdict:
        """The verdict on the law at hand after a death."""
        failure = Failure(law=law, outcome=death.status, problem=death.problem, summary=death.how)
        if death.problem:
            failure = self._with_calls(failure)
            if explain:
                failure = self._with_script(failure, death.how)
        return Verdict(law, death.status, death.number, failures=(failure,))

    def _alone(self, failure: Failure) -> Failure:
        """The failure, with its calls, and with whether it needs the problems before it."""
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
        """What `function` returns in the worker, given the implementation and `arguments`. It is sent there by name.

        Raises Death where the process ends in the meantime, and whatever `function` raises.
        """
        return self._call(function, arguments, noted=False)

    def _note(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """The same for a function whose second argument, after the implementation, is called before every problem."""
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
