"""Mutants of the specification's own code: every small change to what a problem is, what it sums up to, and when two
sides are equal.

A fault here would be a fault of every verdict. What must notice it are the tests of these modules alone, not the laws,
which would be asked of what is wrong. What survives is accounted for in `tests/_untested.py`.
"""

import os
import sys
import time
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from hypothesis import Phase, settings

from tests._untested import UNTESTED

from . import _digest
from ._changes import code
from ._markdown import ROOT, rendered, table
from ._tried import SURVIVES, TIMED_OUT, changed, confine, counted, tried, unaccounted

MODULES = (
    *sorted(f"definition/{path.name}" for path in (ROOT / "spec" / "definition").glob("[a-z]*.py")),
    "operands/descriptor.py",
    "laws/equality.py",
    "checking/difference.py",
)
TESTS = [
    "spec/definition",
    "spec/operands",
    "tests/laws/test_equality.py",
    "tests/operands/test_descriptor.py",
    # What tries anything is slow, and comes last.
    *sorted(map(str, (ROOT / "tests" / "definition").glob("test_*.py")), key=lambda path: path.endswith("anything.py")),
]
"""What must notice."""

REWRITTEN = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"
"""Said of what is imported before pytest is."""

LIMIT = 120
"""Seconds that the tests may take over a mutant; without one they take ten."""

NOTICED = "noticed"


def measure() -> dict[str, Any]:
    """How many changes of each module the tests notice, and which of them they do not."""
    started = time.perf_counter()
    mutants = changed({name: _source(name) for name in MODULES})
    outcomes = tried(mutants, outcome, NOTICED, "tested")
    return {
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "modules": counted(outcomes, MODULES),
        "survivors": sorted({mutant.key for mutant in mutants if outcomes[mutant] == SURVIVES}),
    }


def subjects() -> dict[str, str]:
    """What is measured: modules, each with its digest."""
    return {name: _digest.of_program(_source(name)) for name in MODULES}


def _source(name: str) -> str:
    return (ROOT / "spec" / name).read_text()


def amiss(found: dict[str, Any]) -> list[str]:
    """Survivors that nobody gave a reason for, and reasons for what does not survive."""
    return unaccounted(found, UNTESTED)


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


def outcome(module: str, source: str) -> str:
    """Whether a test fails where `source` is imported in the place of a module."""
    confine(LIMIT)
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
