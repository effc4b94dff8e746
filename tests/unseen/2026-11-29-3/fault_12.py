"""Integer correlations with three taps along the last axis at stride 1 are wrong where sums of the taps are odd.

Plausible: the Winograd transform F(2, 3) of the kernel halves g0 ± g1 + g2; the template was instantiated for integers,
where the halves are rounded down.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    if input.dtype.kind != "i" or kernel[-1] != 3 or stride[-1] != 1 or dilation[-1] != 1 or min(size) < 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    tiles = -(-size[-1] // 2)
    padded = np.pad(padded, [(0, 0)] * (padded.ndim - 1) + [(0, size[-1] % 2)])
    output = np.zeros((len(input), groups, len(weight) // groups, *size[:-1], tiles, 2), input.dtype)
    filters = weight.reshape(groups, len(weight) // groups, *weight.shape[1:])
    for tap in np.ndindex(*kernel[:-1]):
        seen = padded[:, :, *(slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))]
        seen = seen.reshape(len(input), groups, weight.shape[1], *seen.shape[2:])
        d0, d1, d2, d3 = (seen[..., i : i + 2 * tiles : 2] for i in range(4))
        g0, g1, g2 = (filters[:, :, :, *tap, i] for i in range(3))
        m1 = times(d0 - d2, g0)
        m2 = times(d1 + d2, (g0 + g1 + g2) // 2)
        m3 = times(d2 - d1, (g0 - g1 + g2) // 2)
        m4 = times(d1 - d3, g2)
        output[..., 0] += m1 + m2 + m3
        output[..., 1] += m2 - m3 - m4
    output = output.reshape(len(input), len(weight), *size[:-1], 2 * tiles)[..., : size[-1]]
    return add_bias(output, bias)


def times(data, filters):
    return np.einsum("ngc...,goc->ngo...", data, filters)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    x, w = np.arange(50).reshape(1, 2, 5, 5), np.arange(36).reshape(2, 2, 3, 3) // 2
    even = w * 2
    assert np.array_equal(correlate(x, even, **given), control.correlate(x, even, **given))
    return not np.array_equal(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_12",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
