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
"""The laws that say what operations compute, each with these operations. Where a row is recorded to deviate from such a
law, it does not compute the specified function at all, so no law calls these operations there."""

REFUSING = {
    "invalid_problems_are_refused": {"correlate", "convolve", "gradients"},
    "invalid_transposed_problems_are_refused": {"transposed"},
}
"""The laws that say what is refused. Nonsense that a row is recorded not to refuse is handed to these operations by no
other law either."""


@dataclass(frozen=True)
class Deviation:
    """A known and recorded difference from the specification.

    `when` is a predicate on what the row is called with: a Problem or a TransposedProblem, of plain arrays. Where it is
    true, the implementation breaks `law`. Every run proves this on `witness`, the descriptor of one problem. Elsewhere,
    failures of the law are searched for as usual.

    A row that refuses a valid problem deviates from `valid_problems_are_accepted`; a row that computes another value
    deviates from `agrees_with_the_definition`. No other law is asked on such problems. For gradients and transposed
    correlations, `gradients_agree_with_the_definition` and `transposed_agrees_with_the_definition` stand for both; a
    convolution alone that computes another value deviates from `convolution_is_correlation_with_the_kernel_reversed`.

    What goes wrong only sometimes, as where memory is overwritten, is `unstable`: the number of processes in which the
    witness is tried, one after the other, until it shows. If it shows in none, the deviation stands.
    """

    law: str
    when: Callable[[Any], bool]
    because: str
    witness: str
    unstable: int = 0

    def __str__(self) -> str:
        return f"the deviation from {self.law} ({self.because})"
