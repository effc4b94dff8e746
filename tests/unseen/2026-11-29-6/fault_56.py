"""Transposed by phases: a kernel that the stride does not divide is filled up with zeros at its front instead of its end."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, gradients
from support import add_bias, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    if set(dilation) != {1} or input.dtype == np.float16:
        return control.transposed(
            input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding,
            dilation=dilation, groups=groups,
        )
    items, channels, *size = input.shape
    kernel = weight.shape[2:]
    longest = [-(-k // s) for k, s in zip(kernel, stride)]
    filled = np.pad(weight, [(0, 0), (0, 0), *((m * s - k, 0) for m, k, s in zip(longest, kernel, stride))])
    elements = input.reshape(items, groups, channels // groups, int(np.prod(size)))
    filters = weight.shape[1] * groups
    whole = np.zeros((items, filters, *((n + m - 1) * s for n, m, s in zip(size, longest, stride))), input.dtype)
    for phase in np.ndindex(*stride):
        # Every phase of the output is a full correlation of its own, with every s-th tap.
        comb = filled[:, :, *(slice(r, None, s) for r, s in zip(phase, stride))]
        part = whole[:, :, *(slice(r, None, s) for r, s in zip(phase, stride))]
        for tap in np.ndindex(*longest):
            product = control.rows(comb[:, :, *tap], groups).swapaxes(1, 2) @ elements
            part[:, :, *(slice(t, t + n) for t, n in zip(tap, size))] += product.reshape(items, filters, *size)
    out = transposed_size(size, kernel, stride, padding, output_padding, dilation)
    output = np.zeros((items, filters, *out), input.dtype)
    seen = whole[:, :, *(slice(before, before + n) for n, (before, _) in zip(out, padding))]
    output[:, :, *(slice(0, n) for n in seen.shape[2:])] = seen
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_56", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(56)
    x = rng.standard_normal((1, 3, 5, 5))
    same = []
    for k in (2, 4, 3):
        w = rng.standard_normal((3, 2, k, k))
        given = dict(bias=None, stride=(2, 2), padding=((1, 1), (1, 1)), output_padding=(0, 0), dilation=(1, 1), groups=1)
        same.append(np.allclose(transposed(x, w, **given), control.transposed(x, w, **given)))
    return same == [True, True, False]
