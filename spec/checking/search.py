"""The search for a problem on which an implementation breaks a law."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from random import Random

from ..contract.claims import Claims
from ..contract.implementation import Implementation
from ..contract.needs import uses
from ..contract.outcomes import NotClaimed
from ..contract.workaround import Workaround
from ..drawing.choices import Generator, Recipe, Source, choose, simplest
from ..drawing.kinds import DRAWN, pool
from ..drawing.layers import cut, layer_problems, multiplications
from ..drawing.options import with_choices
from ..drawing.simpler import simplified
from ..laws.law import LAWS, Law
from ..operands.descriptor import Descriptor
from ..reports.failure import Failure
from . import memory
from .effort import EXAMPLES, PASSES, POOLED
from .evaluation import Evaluation, evaluate, inapplicable
from .run import Observer, Run

_HOW_LONG = "as long as a part of it took; all are asked of a row that gives max_multiplications"

BEARABLE = 30
"""Seconds that a layer may be expected to take, where the row gives no `max_multiplications`."""


PATIENCE = 4
"""How many problems are drawn, at most, for each that the law is to decide, where others are replaced."""


Cause = tuple[str, bool]
"""Failures with one cause are one finding. A cause is a kind, as the law tells it, and whether it is a refusal."""


@dataclass
class Search:
    """Looks for problems on which `row` breaks `law`: first those that failed in earlier runs, then those that the run
    draws.

    `before_problem` is called with every problem before the implementation sees it, `after_problem` with every problem
    that the law decided, up to the first failure.
    """

    row: Implementation
    law: Law
    run: Run
    before_problem: Observer | None = None
    after_problem: Observer | None = None

    examples: int = 0
    """Problems that the row did not refuse, up to the first failure."""
    undecided: str = "no problem to which the law applies"
    """Why the law could not be asked about other problems."""
    silent: Counter[str] = field(default_factory=Counter)
    """The number of problems, by dtype, that the law could not be asked about."""
    heard: set[str] = field(default_factory=set)
    """The dtypes of the problems that the law could be asked about."""
    unsupported: int = 0
    """Problems that the row left out, of what it claims."""
    helped: set[Workaround] = field(default_factory=set)
    """The workarounds that were met."""
    left_out: str = ""
    """Why the row was not asked about a problem that it claims, if there was one."""
    failures: dict[Cause, Failure] = field(default_factory=dict)
    """The simplest failure of each cause."""
    _held: set[Descriptor] = field(default_factory=set)
    _passed_over: int = 0
    """Problems that were undecided."""

    def find(self) -> list[Failure]:
        """The simplest failure of each cause that was found, the worst first."""
        self._try_remembered()
        if all(map(self._goes_on_after, self.failures.values())):
            self.look()
            if self.run.shrink:
                for cause in [cause for cause, failure in self.failures.items() if not failure.remembered]:
                    self._simplify(cause)
            for failure in self.failures.values():
                if self.run.memory:
                    memory.remember(self.row.name, self.law.name, failure.problem)
        return sorted(self.failures.values(), key=lambda failure: failure.severity)

    @property
    def unheard(self) -> dict[str, int]:
        """The dtypes in which the law was asked and could decide nothing, each with how many problems there were."""
        return {dtype: count for dtype, count in sorted(self.silent.items()) if dtype not in self.heard}

    def look(self) -> None:
        """Asks about as many problems as the effort allows, or until no other finding can come."""
        claims = self.row.operations[self.law.operation]
        random = Random(f"{self.run.seed} {self.law.name}")
        if self.law.draws == "layer":
            self._try_layers(claims, random)
            return
        problems: Recipe[Descriptor] = partial(DRAWN[self.law.draws], claims=claims, needs=self.law.needs)

        def anything(source: Source) -> Descriptor:
            return with_choices(source, self.law, problems(source), claims)

        if not self.row.compiles:
            self._draw(anything, self.law.problems(EXAMPLES[self.run.effort]), random)
            return
        budget = self.law.problems(POOLED[self.run.effort])
        shared = pool(claims, self.law.draws, self.run.seed, 6 * POOLED[self.run.effort])
        fitting = [descriptor for descriptor in shared if uses(descriptor, claims, self.law.needs)]

        def pooled(source: Source) -> Descriptor:
            return with_choices(source, self.law, choose(source, fitting), claims)

        if fitting:
            self._draw(pooled, budget, random, all_replaced=True)
        else:
            self._draw(anything, budget, random)

    def evaluate(self, descriptor: Descriptor, *, deviations: bool = True) -> Evaluation:
        """What comes of one problem."""
        if self.run.deadly and (how := self.run.deadly.get(str(descriptor))):
            return Evaluation(failure=self.crash(descriptor, how))
        if self.before_problem:
            self.before_problem(self.law, descriptor)
        return evaluate(self.row, self.law, descriptor, deviations=deviations)

    def crash(self, descriptor: Descriptor, how: str) -> Failure:
        """The failure on a problem that is known to end the process."""
        kind = self.law.apart(descriptor)
        return Failure(law=self.law.name, outcome="crashed", problem=str(descriptor), summary=how, kind=kind)

    def _try_layers(self, claims: Claims, random: Random) -> None:
        # Of two laws that follow each other, each is asked about those that the other is not.
        first = self.run.seed + list(LAWS).index(self.law.name)
        turns = range(first, first + PASSES[self.run.effort])
        layers = list(chain.from_iterable(layer_problems(claims, random, turn) for turn in turns))
        for layer in layers[: self.law.problems(len(layers))]:
            if self.run.is_over:
                return
            problem = with_choices(Generator(random.random), self.law, layer, claims)
            if claims.max_multiplications is None and not self._can_handle(layer):
                continue
            failure = self._failure(problem)
            if failure and not self._goes_on_after(failure):
                return

    def _can_handle(self, layer: Descriptor) -> bool:
        """Whether the row is likely to answer in time, as estimated from a small part of the layer."""
        part = cut(layer)
        times = multiplications(layer.outline()) / multiplications(part.outline())
        for _ in ("once", "again, since programs are compiled the first time"):
            started = time.perf_counter()
            result = self.evaluate(part)
            seconds = (time.perf_counter() - started) * times
            if result.failed:
                self._failure(part)
            if not result.holds or seconds <= BEARABLE:
                return True
        self.left_out = self.undecided = f"one would take about {seconds:.0f} s, {_HOW_LONG}"
        return False

    def _failure(self, descriptor: Descriptor) -> Failure | None:
        """The failure on this problem, if there is one. It is counted, and kept if it is the first of its cause."""
        if descriptor in self._held:
            return None
        result = self.evaluate(descriptor)
        if result.undecided:
            self.undecided = result.undecided
            self.unsupported += result.unsupported
            self._passed_over += 1
            self.silent[descriptor.dtype] += 1
            return None
        self.heard.add(descriptor.dtype)
        self.helped |= result.helped
        failure = result.failure
        if self.after_problem and not self.failures:
            self.after_problem(self.law, descriptor)
        refused = failure is not None and failure.outcome == "refuses"
        self.examples += not refused and all(is_refusal for _, is_refusal in self.failures)
        if failure is None:
            self._held.add(descriptor)
        else:
            self.failures.setdefault(_cause(failure), failure)
        return failure

    def _draw(self, recipe: Recipe[Descriptor], budget: int, random: Random, *, all_replaced: bool = False) -> None:
        """Asks about `budget` problems, the simplest first, until no other finding can come. Problems that the row
        leaves out are replaced by others, and if `all_replaced` those that the law does not decide too, up to
        `PATIENCE` times as many in all.
        """

        def replaced() -> int:
            return self._passed_over if all_replaced else self.unsupported

        before = replaced()
        for number, source in enumerate(self._sources(PATIENCE * budget, random)):
            if self.run.is_over or number - (replaced() - before) >= budget:
                break
            descriptor = recipe(source)
            if (self.law.apart(descriptor), False) in self.failures:
                continue  # there are failures of this kind
            failure = self._failure(descriptor)
            if failure and not self._goes_on_after(failure):
                break

    def _sources(self, budget: int, random: Random) -> Iterator[Generator]:
        yield simplest()
        for _ in range(budget - 1):
            yield Generator(random.random)

    def _goes_on_after(self, failure: Failure) -> bool:
        """Whether there may be another finding: a failure of another kind, or a wrong value after a refusal."""
        return bool(failure.kind) or failure.outcome == "refuses"

    def _simplify(self, cause: Cause) -> None:
        """Looks for a simpler failure of the same cause."""

        def fails(descriptor: Descriptor) -> bool:
            if self.run.is_over or self.law.apart(descriptor) != cause[0]:
                return False
            if inapplicable(self.row, self.law, descriptor):
                return False
            failure = self._failure(descriptor)
            if failure is None or _cause(failure) != cause:
                return False
            self.failures[cause] = failure
            return True

        first = self.failures[cause]
        problem = Descriptor.parse(first.problem)
        if fails(problem):
            simplified(problem, fails)
        else:
            self.failures[cause] = replace(first, summary=f"{first.summary}; not again on the same problem")

    def _try_remembered(self) -> None:
        """Tries the failures kept from earlier runs, and forgets those that do not fail again."""
        if not self.run.memory:
            return
        for problem in memory.kept(self.row.name, self.law.name):
            descriptor = self._read(problem)
            failure = self._failure(descriptor) if descriptor else None
            if failure is None:
                memory.forget(self.row.name, self.law.name, problem)
            elif self.failures[_cause(failure)] is failure:
                self.failures[_cause(failure)] = replace(failure, remembered=True)

    def _read(self, problem: str) -> Descriptor | None:
        """The problem that was kept, or None where this version cannot read it."""
        try:
            descriptor = Descriptor.parse(problem)
            self.law.chosen(descriptor, descriptor.outline(), self.row.operations[self.law.operation])
        except (ValueError, NotClaimed):
            return None
        return descriptor


def _cause(failure: Failure) -> Cause:
    return failure.kind, failure.outcome == "refuses"
