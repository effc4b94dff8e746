"""The executable specification of cross-correlation, the operation that deep learning calls convolution."""

from . import definition, laws
from .conformance import check
from .implementation import ClaimError, Deviation, Implementation
from .law import LAWS, Equation, Law, law
from .problem import Descriptor, Problem
from .report import Report, Verdict

__all__ = [
    "LAWS",
    "ClaimError",
    "Descriptor",
    "Deviation",
    "Equation",
    "Implementation",
    "Law",
    "Problem",
    "Report",
    "Verdict",
    "check",
    "definition",
    "law",
    "laws",
]
