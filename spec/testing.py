"""The laws as a pytest test: three lines in anybody's repository.

from corrspec.testing import conformance_test
from mylib.adapter import MINE

test_mine = conformance_test(MINE)

`problems(MINE)` is a strategy of Hypothesis, for tests of your own.
"""

import atexit
import importlib.util
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from .checking.effort import Effort
from .checking.judge import all_tried, judge
from .checking.order import as_asked
from .checking.run import Run
from .contract.implementation import Implementation
from .contract.libraries import homes
from .contract.operations import ClaimError, OperationName
from .definition.problem import Problem
from .display.failures import explanation
from .isolation.worker import Worker
from .laws import LAWS
from .operands.descriptor import Descriptor
from .reports.verdict import Verdict

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def conformance_test(
    implementation: Implementation, *, effort: Effort = "quick", seed: int = 0, isolated: bool = True
) -> Callable[[str], None]:
    """A test function with one case for every law. A law that is not claimed is skipped, and says what it needs.

    The implementation runs in a process of its own, which it may crash, unless it is not to be `isolated`. For that it
    is imported anew, from the module that has it under a name. Raises ClaimError where none has.
    """
    run = Run(effort=effort, seed=seed)

    @pytest.mark.parametrize("law", as_asked(LAWS))
    def test(law: str) -> None:
        if isolated:
            typed = named(implementation)
            verdict = _worker(typed).judge(law, run)
        else:
            typed = implementation.name
            verdict = all_tried(judge(implementation, LAWS[law], run))
        show(typed, verdict)

    return test


def problems(
    implementation: Implementation, operation: OperationName = "correlate", needs: Collection[str] = ()
) -> "SearchStrategy[Problem]":
    """A strategy for `@given`: valid problems such as a check draws, within what is claimed of the operation.

    `needs` names features that are used in each of them, such as "stride" or "groups" (see `contract.needs.NEEDS`).
    Raises ClaimError where the operation is not offered.
    """
    # Hypothesis takes long to import, and nobody else here needs it.
    from .drawing.strategies import strategy
    from .drawing.valid import valid_problems

    if operation not in implementation.operations:
        raise ClaimError(f"{implementation.name} offers no {operation}, but {', '.join(implementation.operations)}")
    claims = implementation.operations[operation]
    return strategy(valid_problems, claims, frozenset(needs)).map(Descriptor.problem)


def show(typed: str, verdict: Verdict) -> None:
    """Fails with an explanation where a law was broken; skips, and says what it needs, where it was not claimed."""
    if verdict.failed:
        pytest.fail(explanation(typed, verdict), pytrace=False)
    if verdict.status == "not claimed":
        pytest.skip(f"not claimed: {verdict.summary}")


def named(implementation: Implementation) -> str:
    """What names the implementation on the command line: `package.module:NAME` or `path/to/file.py:NAME`.

    Of several modules that have it, the one that its functions are from. Raises ClaimError where none has.
    """
    modules = homes(implementation)
    if not modules:
        what = f"{implementation.name} is in no module under a name, so no other process can import it"
        raise ClaimError(f"{what}: assign it to a name at the top of a module, or say isolated=False")
    functions = {getattr(claims.function, "__module__", "") for claims in implementation.operations.values()}
    module = next((module for module in modules if module.__name__ in functions), modules[-1])
    name = next(name for name, value in vars(module).items() if value is implementation)
    return f"{_place(module)}:{name}"


def _place(module: ModuleType) -> str:
    """The module's name, where that alone tells where it is, or its file."""
    file = Path(module.__file__ or "")
    if "." in module.__name__ and importlib.util.find_spec(module.__name__):
        return module.__name__
    return str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)


@cache
def _worker(typed: str) -> Worker:
    worker = Worker(typed)
    atexit.register(worker.close)
    return worker
