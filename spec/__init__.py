"""The executable specification of cross-correlation, the operation that deep learning calls convolution.

Each name is imported when it is first used, so that `from spec import Implementation` loads NumPy and little else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import VERSION

if TYPE_CHECKING:
    from . import definition as definition
    from . import laws as laws
    from .checking.check import check as check
    from .checking.judge import replay as replay
    from .contract.configuration import configure as configure
    from .contract.deviation import Deviation as Deviation
    from .contract.implementation import Implementation as Implementation
    from .contract.operations import ClaimError as ClaimError
    from .contract.operations import Operation as Operation
    from .contract.workaround import Workaround as Workaround
    from .definition.problem import Problem as Problem
    from .definition.transposed_problem import TransposedProblem as TransposedProblem
    from .laws import LAWS as LAWS
    from .laws.law import Equation as Equation
    from .laws.law import Law as Law
    from .laws.law import law as law
    from .operands.descriptor import Descriptor as Descriptor
    from .reports.failure import Failure as Failure
    from .reports.report import Report as Report
    from .reports.verdict import Verdict as Verdict

__version__ = VERSION

_HOMES = {
    "LAWS": "laws",
    "ClaimError": "contract.operations",
    "Descriptor": "operands.descriptor",
    "Deviation": "contract.deviation",
    "Equation": "laws.law",
    "Failure": "reports.failure",
    "Implementation": "contract.implementation",
    "Law": "laws.law",
    "Operation": "contract.operations",
    "Problem": "definition.problem",
    "Report": "reports.report",
    "TransposedProblem": "definition.transposed_problem",
    "Verdict": "reports.verdict",
    "Workaround": "contract.workaround",
    "check": "checking.check",
    "configure": "contract.configuration",
    "law": "laws.law",
    "replay": "checking.judge",
}
"""The module of every name that is not one itself."""

__all__ = [*_HOMES, "definition", "laws"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_HOMES.get(name, name)}", __name__)
    found = globals()[name] = getattr(module, name) if name in _HOMES else module
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
