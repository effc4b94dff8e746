"""The executable specification of cross-correlation, the operation that deep learning calls convolution."""

from . import definition, laws
from .configuration import configure
from .conformance import check
from .descriptor import Descriptor
from .failure import Failure
from .implementation import Deviation, Implementation
from .judge import replay
from .law import LAWS, Equation, Law, law
from .operation import ClaimError, Operation
from .problem import Problem
from .report import Report, Verdict
from .transposed import Transposed
from .version import VERSION

__version__ = VERSION

__all__ = [
    "LAWS",
    "ClaimError",
    "Descriptor",
    "Deviation",
    "Equation",
    "Failure",
    "Implementation",
    "Law",
    "Operation",
    "Problem",
    "Report",
    "Transposed",
    "Verdict",
    "check",
    "configure",
    "definition",
    "law",
    "laws",
    "replay",
]
