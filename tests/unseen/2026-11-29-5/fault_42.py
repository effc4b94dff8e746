"""A transposed correlation is a plain one of the spread input, padded by dilation x (kernel - 1) - padding; where the padding
is greater than the reach of the kernel that is negative, and is taken as 0: the output is moved, its end is missing (zero).

Plausible: `max(0, ...)` to please a padding routine that does not crop; pads greater than the kernel's reach are uncommon.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    if min(input.shape[2:]) < 1:
        return control.transposed(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding,
                                  dilation=dilation, groups=groups)
    spread = np.zeros((*input.shape[:2], *((n - 1) * s + 1 for n, s in zip(input.shape[2:], stride))), input.dtype)
    spread[:, :, *(slice(None, None, s) for s in stride)] = input
    c, o = weight.shape[:2]
    kernel = weight.shape[2:]
    w = weight.reshape(groups, c // groups, o, *kernel).swapaxes(1, 2).reshape(groups * o, c // groups, *kernel)
    w = np.flip(w, tuple(range(2, w.ndim)))
    around = [(max(0, d * (k - 1) - b), max(0, d * (k - 1) - a) + e)
              for d, k, (b, a), e in zip(dilation, kernel, padding, output_padding)]
    y = control.correlate(spread, w, bias=None, stride=[1] * len(stride), padding=around, dilation=dilation, groups=groups)
    y = y[:, :, *(slice(n) for n in out)]
    whole = np.zeros((len(input), groups * o, *out), input.dtype)
    whole[:, :, *(slice(n) for n in y.shape[2:])] = y
    return add_bias(whole, bias)


IMPLEMENTATION = Implementation("fault_42", control.correlate, control.convolve, gradients=control.gradients,
                                transposed=transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(42)
    x, w = rng.standard_normal((1, 4, 9)), rng.standard_normal((4, 3, 3))
    g = dict(bias=None, stride=(2,), output_padding=(1,), dilation=(1,), groups=2)
    p = ((2, 1),)
    assert np.allclose(transposed(x, w, padding=p, **g), control.transposed(x, w, padding=p, **g))
    p = ((3, 1),)
    return not np.allclose(transposed(x, w, padding=p, **g), control.transposed(x, w, padding=p, **g))
