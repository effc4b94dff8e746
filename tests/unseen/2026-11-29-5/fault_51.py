"""The weight gradient is a correlation with stride and dilation exchanged; it has more taps than the kernel where the stride
leaves a rest of at least the dilation at the end of the input, and the last taps are kept instead of the first.

Plausible: `[..., -k:]` for `[..., :k]`; with stride 1 or sizes that the stride fits there is nothing to cut.
"""
import numpy as np

import control
from contract import Implementation
from support import surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    x = surround(input, padding)
    size = cotangent.shape[2:]
    if not cotangent.size or not input.size or max(stride) == 1:
        return d_input, d_weight, d_bias
    begin = []
    for n, k, s, d, m in zip(x.shape[2:], weight.shape[2:], stride, dilation, size):
        taps = (n - s * (m - 1) - 1) // d + 1
        begin.append((taps - k) * d)
    moved = x[:, :, *(slice(b, None) for b in begin)]
    whole = surround(moved, [(0, b) for b in begin])
    d_weight = control.gradients(whole, weight, cotangent, **given | {"padding": [(0, 0)] * len(stride)})[1]
    return d_input, d_weight, d_bias


IMPLEMENTATION = Implementation("fault_51", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    rng = np.random.default_rng(51)
    w = rng.standard_normal((2, 2, 3))
    g = dict(stride=(2,), padding=((0, 0),), dilation=(1,), groups=1)
    right = []
    for n in 9, 8:
        x, c = rng.standard_normal((2, 2, n)), rng.standard_normal((2, 2, (n - 3) // 2 + 1))
        right.append(np.allclose(gradients(x, w, c, **g)[1], control.gradients(x, w, c, **g)[1]))
    return right == [True, False]
