"""The operation: cross-correlation, its gradients and its transpose, as sums, and what makes a problem valid.

`sums` is the definition. It is applied to a problem, from `problem` or `transposed_problem`. `geometry` and `boundary`
say which elements a window sees. Needs NumPy alone.

May import: nothing.
"""

from .sums import convolve, correlate, gradients, transposed

__all__ = ["convolve", "correlate", "gradients", "transposed"]
