"""Two layers in one: the kernel of a layer that does what two layers, one after the other, do."""

from typing import Any

import numpy as np

from ...definition.dtypes import widened

Array = np.ndarray[Any, Any]


def composed(first: Array, second: Array) -> Array:
    """The full convolution of two kernels, [O, C, *kernel] and [Q, O, *kernel]: Σ_o first[o, c] * second[q, o].

    A layer of stride 1 with `first`, and one with `second` after it, are one layer with this kernel, [Q, C, *kernel].
    """
    lengths = [one + other - 1 for one, other in zip(first.shape[2:], second.shape[2:], strict=True)]
    both = np.zeros((len(second), first.shape[1], *lengths), widened(first).dtype)
    for tap in np.ndindex(*second.shape[2:]):
        under = tuple(slice(t, t + length) for t, length in zip(tap, first.shape[2:], strict=True))
        both[:, :, *under] += np.einsum("qo,oc...->qc...", widened(second)[:, :, *tap], widened(first))
    return both.astype(first.dtype)
