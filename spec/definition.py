"""The normative definition: the sum.

    y[n, o, p] = bias[o] + Σ_c Σ_t  x̃[n, c, stride·p + dilation·t] · weight[o, c, t]

x̃ is the input continued by `padding` as `boundary` says, c runs over the channels of o's group, p over the windows
that fit and t over the taps of the kernel. Complex numbers are multiplied as they are: nothing is conjugated.
"""

from typing import Any

import numpy as np

from .problem import Problem, extend

Array = np.ndarray[Any, Any]


def correlate(problem: Problem) -> Array:
    """The cross-correlation that `problem` describes, [N, O, *out], in the problem's dtype.

    Raises ValueError where the problem is invalid. Where no window fits, the output has an empty axis.
    """
    if reason := problem.invalidity():
        raise ValueError(reason)
    extended = extend(problem.input, problem.pairs, problem.boundary)
    output = np.zeros(problem.output_shape, problem.input.dtype)
    filters, channels = problem.weight.shape[0] // problem.groups, problem.weight.shape[1]
    for group in range(problem.groups):
        mine = slice(group * filters, (group + 1) * filters)
        seen = extended[:, group * channels : (group + 1) * channels]
        for tap in np.ndindex(problem.kernel):
            output[:, mine] += np.einsum("nc...,oc->no...", problem.under_tap(seen, tap), problem.weight[mine, :, *tap])
    if problem.bias is not None:
        output += problem.bias.reshape(-1, *[1] * problem.rank)
    return output


def convolve(problem: Problem) -> Array:
    """Convolution proper: correlation with every spatial axis of the kernel reversed."""
    return correlate(problem.with_kernel_reversed())
