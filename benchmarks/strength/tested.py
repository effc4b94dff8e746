"""Mutants of the specification's own code: every small change to what a problem is, what it sums up to, and when two
sides are equal.

A fault here would be a fault of every verdict. What must notice it are the tests of these modules alone, not the laws,
which would be asked of what is wrong. What survives is accounted for in `tests/_untested.py`.
"""

import multiprocessing
import os
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from hypothesis import Phase, settings
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from tests._untested import UNTESTED

from .._measuring import bar
from . import _digest
from ._changes import changes, code
from ._markdown import ROOT, rendered, table

MODULES = (
    *sorted(f"definition/{path.name}" for path in (ROOT / "spec" / "definition").glob("[a-z]*.py")),
    "operands/descriptor.py",
    "laws/equality.py",
    "checking/difference.py",
)
TESTS = [
    "spec/definition",
    "spec/operands",
    *(f"tests/definition/test_{name}.py" for name in ("geometry", "boundary", "dtypes", "gradients", "sums")),
    "tests/laws/test_equality.py",
    "tests/operands/test_descriptor.py",
    *(f"tests/definition/test_{name}.py" for name in ("transposed_problem", "problem", "brute_force", "anything")),
]
"""What must notice, the quickest first."""

REWRITTEN = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"
"""Said of what is imported before pytest is."""

LIMIT = 120
"""Seconds that the tests may take over a mutant; without one they take ten."""

MEMORY = 8
"""GiB that a process may address; some changes ask for terabytes."""

NOTICED, TIMED_OUT, SURVIVES = "noticed", "timed out", "survives"


@dataclass(frozen=True)
class Changed:
    """A module of which one line is another; the lines without their indentation."""

    module: str
    line: str
    instead: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by: no line number, so that it outlives changes elsewhere in the module."""
        return self.module, self.line, self.instead


def measure() -> dict[str, Any]:
    """How many changes of each module the tests notice, and which of them they do not."""
    started = time.perf_counter()
    mutants = [Changed(name, *change) for name in MODULES for change in changes((ROOT / "spec" / name).read_text())]
    outcomes = dict(zip(mutants, ask(mutants), strict=True))
    return {
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "modules": {
            name: dict(Counter(found for mutant, found in outcomes.items() if mutant.module == name).most_common())
            for name in MODULES
        },
        "survivors": sorted({mutant.key for mutant in mutants if outcomes[mutant] == SURVIVES}),
    }


def subjects() -> dict[str, str]:
    """What is measured: modules, each with its digest."""
    return {name: _digest.of_program((ROOT / "spec" / name).read_text()) for name in MODULES}


def amiss(found: dict[str, Any]) -> list[str]:
    """Survivors that nobody gave a reason for, and reasons for what does not survive."""
    surviving = set(map(tuple, found["survivors"]))
    complaints = [f"no reason is given why no test notices this: {key}" for key in surviving - set(UNTESTED)]
    return complaints + [
        f"a reason is given why no test notices this, and one does: {key}" for key in set(UNTESTED) - surviving
    ]


def section(found: dict[str, Any]) -> str:
    """The mutants of every module, what came of them, and the survivors, each with its reason."""
    measured = found["tested"]
    rows = [
        [f"`spec/{name}`", sum(outcomes.values()), *(outcomes.get(what, 0) for what in (NOTICED, TIMED_OUT, SURVIVES))]
        for name, outcomes in measured["modules"].items()
    ]
    return rendered(
        "tested",
        mutants=sum(sum(outcomes.values()) for outcomes in measured["modules"].values()),
        minutes=measured["minutes"],
        outcomes=table(["module", "changes", "noticed", "timed out", "survive"], rows),
        survivors=[
            (name, code(line), code(instead), UNTESTED.get((name, line, instead), "no reason is given"))
            for name, line, instead in measured["survivors"]
        ],
    )


def ask(mutants: list[Changed]) -> list[str]:
    """What the tests make of each, in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPool(max_workers=os.cpu_count() or 1, max_tasks=1, context=context) as pool, bar("changes") as progress:
        futures = [pool.schedule(outcome, (mutant.module, mutant.source)) for mutant in mutants]
        return [_said(future) for future in progress.track(futures, description="tested")]


def outcome(module: str, source: str) -> str:
    """Whether a test fails where `source` is imported in the place of a module."""
    warnings.simplefilter("ignore")
    signal.alarm(LIMIT)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY << 30,) * 2)
    # What was imported with this module is right.
    for imported in [name for name in sys.modules if name.partition(".")[0] in ("spec", "tests", "impls")]:
        del sys.modules[imported]
    name = "spec." + module.removesuffix(".py").replace("/", ".")
    right = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        return compile(source, loader.path, "exec") if fullname == name else right(loader, fullname)

    setattr(SourceFileLoader, "get_code", get_code)  # noqa: B010
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    options = ["-x", "-p", "no:cacheprovider", "-W", REWRITTEN, "--doctest-modules"]
    # What is about the module alone is quick, and notices most.
    own = [test for test in TESTS if Path(test).stem.removeprefix("test_") == Path(module).stem]
    for tests in filter(None, (own, [test for test in TESTS if test not in own])):
        if pytest.main([*options, *tests], plugins=[_Plainly()]) != 0:
            return NOTICED
    return SURVIVES


class _Plainly:
    """Has Hypothesis draw the same every time, and shrink nothing."""

    def pytest_configure(self) -> None:
        usual, phases = settings.get_profile("corrspec"), (Phase.explicit, Phase.generate)
        settings.register_profile("plainly", usual, phases=phases, derandomize=True, database=None)
        settings.load_profile("plainly")


def _said(future: "ProcessFuture[str]") -> str:
    try:
        found: str = future.result()
    except ProcessExpired as expired:
        return TIMED_OUT if expired.exitcode == -signal.SIGALRM else NOTICED
    return found
