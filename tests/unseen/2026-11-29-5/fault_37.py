"""The stem of a network (at most 4 channels, odd kernels of 5 or more, stride 2 on both axes, one group) goes through space to
depth: the kernel gets its extra tap in front where the padding before is even, but the image is not moved along.

Plausible: derived for 7x7 with padding 3, where the phases agree; a stem with TensorFlow's SAME padding (2, 3) is one off.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if not (weight.ndim == 4 and weight.shape[1] <= 4 and groups == 1 and tuple(stride) == (2, 2) and max(dilation) == 1
            and min(weight.shape[2:]) >= 5 and all(k % 2 for k in weight.shape[2:])):
        return control.correlate(input, weight, **given)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    x = surround(input, padding)
    size = output_size(x.shape[2:], weight.shape[2:], stride, dilation)
    if 0 in size or not len(x):
        return control.correlate(input, weight, **given)
    front = [int(before % 2 == 0 and before > 0) for before, _ in padding]
    w = surround(weight, [(f, 1 - f) for f in front])
    x = surround(x, [(0, 2 * (n - 1) + k + 1 - m if 2 * (n - 1) + k + 1 > m else 0)
                     for n, k, m in zip(size, weight.shape[2:], x.shape[2:])])
    x = x[:, :, : x.shape[2] // 2 * 2, : x.shape[3] // 2 * 2]

    def deep(a):
        n, c, h, v = a.shape
        return a.reshape(n, c, h // 2, 2, v // 2, 2).transpose(0, 1, 3, 5, 2, 4).reshape(n, c * 4, h // 2, v // 2)

    y = control.correlate(deep(x), deep(w), bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    return add_bias(np.ascontiguousarray(y[:, :, : size[0], : size[1]]), bias)


IMPLEMENTATION = Implementation("fault_37", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(37)
    x, w = rng.standard_normal((1, 3, 20, 21)), rng.standard_normal((4, 3, 7, 7))
    g = dict(bias=None, stride=(2, 2), dilation=(1, 1), groups=1)
    for p in ((3, 3), (3, 3)), ((1, 4), (0, 0)):
        assert np.allclose(correlate(x, w, padding=p, **g), control.correlate(x, w, padding=p, **g))
    p = ((2, 3), (2, 3))
    return not np.allclose(correlate(x, w, padding=p, **g), control.correlate(x, w, padding=p, **g))
