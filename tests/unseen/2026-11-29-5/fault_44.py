"""Elements of a transposed correlation's output that no tap reaches, in the gaps that a stride greater than the kernel's reach
leaves, do not get the bias.

Plausible: scatter code that adds the bias with the first contribution to an element, found by the tap's number.
"""
import numpy as np

import control
from contract import Implementation


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    given = dict(stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    y = control.transposed(input, weight, bias=bias, **given)
    if bias is None or not y.size or all(s <= d * (k - 1) + 1 and d == 1
                                         for s, d, k in zip(stride, dilation, weight.shape[2:])):
        return y
    for axis, (n, k, s, d, (b, _)) in enumerate(zip(input.shape[2:], weight.shape[2:], stride, dilation, padding), 2):
        reached = np.add.outer(np.arange(n) * s, np.arange(k) * d) - b
        hit = np.isin(np.arange(y.shape[axis]), reached)
        if s > d * (k - 1) + 1:
            y[(*[slice(None)] * axis, ~hit)] = 0
    return y


IMPLEMENTATION = Implementation("fault_44", control.correlate, control.convolve, gradients=control.gradients,
                                transposed=transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(44)
    x, w, b = rng.standard_normal((1, 2, 4)), rng.standard_normal((2, 3, 2)), rng.standard_normal(3)
    g = dict(bias=b, stride=(3,), padding=((0, 0),), output_padding=(0,), dilation=(1,), groups=1)
    assert np.allclose(transposed(x, w, **g | {"bias": None}), control.transposed(x, w, **g | {"bias": None}))
    return not np.allclose(transposed(x, w, **g), control.transposed(x, w, **g))
