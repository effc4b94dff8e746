"""The last items of a batch of more than 4, but no multiple of 4, are only the bias in problems of more than 8192
multiplications.

Plausible: large problems are split among 4 workers, each of which gets batch // 4 items.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense

WORKERS = 4


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    share = len(input) // WORKERS
    if share == 0 or len(input) * weight.size * int(np.prod(size)) <= 8192:
        return control.correlate(input, weight, bias=bias, **given)
    output = np.zeros((len(input), len(weight), *size), input.dtype)
    for worker in range(WORKERS):
        mine = slice(worker * share, (worker + 1) * share)
        output[mine] = control.correlate(input[mine], weight, bias=None, **given)
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_59", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(59)
    x, w = rng.standard_normal((6, 4, 10, 10)), rng.standard_normal((4, 4, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
