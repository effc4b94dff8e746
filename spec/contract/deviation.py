"""Deviation: a known and recorded difference from the specification."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

EXCLUDING = {
    "valid_problems_are_accepted": {"correlate", "convolve", "gradients"},
    "agrees_with_the_definition": {"correlate", "convolve", "gradients"},
    "convolution_is_correlation_with_the_kernel_reversed": {"convolve"},
    "gradients_agree_with_the_definition": {"gradients"},
    "transposed_agrees_with_the_definition": {"transposed"},
}
"""The laws that say what an operation computes. Where a row is recorded to deviate from one, it does not compute the
specified function at all, and no law asks it for these operations there."""


@dataclass(frozen=True)
class Deviation:
    """A known and recorded difference from the specification.

    Inside `when`, a predicate on what the row is called with (a Problem, or a TransposedProblem), the implementation
    breaks `law`, as `witness`, the descriptor of one problem, proves at every run. Outside, the law is searched as
    usual. A row that refuses a valid problem deviates from `valid_problems_are_accepted`, one that computes another
    value from `agrees_with_the_definition`; on such problems no other law is asked either. For gradients and transposed
    correlations, `gradients_agree_with_the_definition` and `transposed_agrees_with_the_definition` stand for both.
    """

    law: str
    when: Callable[[Any], bool]
    because: str
    witness: str

    def __str__(self) -> str:
        return f"the deviation from {self.law} ({self.because})"
