"""The operation: cross-correlation, its gradients and its transpose, as sums, and what makes a problem valid.

`sums` is the definition; `problem` and `transposed_problem` are what it is applied to; `geometry` and `boundary` say
which elements a window sees. Needs NumPy alone.

May import: nothing.
"""

from .sums import convolve, correlate, gradients, transposed

__all__ = ["convolve", "correlate", "gradients", "transposed"]
