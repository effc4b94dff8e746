"""Where filters, windows and terms of the sum are 64 or more each, small results next to large ones lose their digits,
although the row claims to round as sums of products do.

Plausible: the matrix product takes one level of Strassen from 64 on, because it pays there; its error is relative to the
norm of the whole matrices and not to each sum, and nobody changed the declaration.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

LEAST = 64


def product(a, b):
    if min(*a.shape, *b.shape) < LEAST or a.dtype.kind != "f":
        return a @ b
    (m, k), n = a.shape, b.shape[1]
    a = np.pad(a, [(0, m % 2), (0, k % 2)])
    b = np.pad(b, [(0, k % 2), (0, n % 2)])
    h, i, j = a.shape[0] // 2, a.shape[1] // 2, b.shape[1] // 2
    a11, a12, a21, a22 = a[:h, :i], a[:h, i:], a[h:, :i], a[h:, i:]
    b11, b12, b21, b22 = b[:i, :j], b[:i, j:], b[i:, :j], b[i:, j:]
    m1, m2, m3 = (a11 + a22) @ (b11 + b22), (a21 + a22) @ b11, a11 @ (b12 - b22)
    m4, m5 = a22 @ (b21 - b11), (a11 + a12) @ b22
    m6, m7 = (a21 - a11) @ (b11 + b12), (a12 - a22) @ (b21 + b22)
    return np.block([[m1 + m4 - m5 + m7, m3 + m5], [m2 + m4, m1 - m2 + m3 + m6]])[:m, :n]


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    rows = control.rows(weight, groups)
    output = np.empty((len(input), groups, rows.shape[1], columns.shape[3]), input.dtype)
    for n, g in np.ndindex(len(input), groups):
        output[n, g] = product(rows[g], columns[n, g])
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    rng = np.random.default_rng(1)
    x, w = rng.standard_normal((1, 64, 8, 8)), rng.standard_normal((64, 64, 1, 1))
    w[:32] *= 1e10
    ours, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return bool(np.abs(ours - right)[:, 32:].max() > 1e-9)


IMPLEMENTATION = Implementation(
    "fault_11",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
