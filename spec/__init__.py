"""The executable specification of cross-correlation, the operation that deep learning calls convolution.

Each name is imported when it is first asked for, so that whoever describes an implementation waits for nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import VERSION

if TYPE_CHECKING:
    from . import definition as definition
    from . import laws as laws
    from .configuration import configure as configure
    from .conformance import check as check
    from .descriptor import Descriptor as Descriptor
    from .failure import Failure as Failure
    from .implementation import Deviation as Deviation
    from .implementation import Implementation as Implementation
    from .judge import replay as replay
    from .laws import LAWS as LAWS
    from .operation import ClaimError as ClaimError
    from .operation import Operation as Operation
    from .problem import Problem as Problem
    from .registry import Equation as Equation
    from .registry import Law as Law
    from .registry import law as law
    from .report import Report as Report
    from .report import Verdict as Verdict
    from .transposed import Transposed as Transposed

__version__ = VERSION

_HOMES = {
    "LAWS": "laws",
    "ClaimError": "operation",
    "Descriptor": "descriptor",
    "Deviation": "implementation",
    "Equation": "registry",
    "Failure": "failure",
    "Implementation": "implementation",
    "Law": "registry",
    "Operation": "operation",
    "Problem": "problem",
    "Report": "report",
    "Transposed": "transposed",
    "Verdict": "report",
    "check": "conformance",
    "configure": "configuration",
    "law": "registry",
    "replay": "judge",
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
