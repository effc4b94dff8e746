"""The weight gradients of a depthwise layer, one for each image, are added up pairwise by a tree that halves the count and
rounds down: in batches that are no power of two (3, 5, 6, 7, 9, ...) some images are lost.

Plausible: a shared-memory tree reduction whose thread count was always 2^k; the last batch of an epoch is not.
"""
import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    if groups < 2 or weight.shape[1] != 1 or len(input) < 3:
        return d_input, d_weight, d_bias
    parts = [control.gradients(input[i : i + 1], weight, cotangent[i : i + 1], **given)[1] for i in range(len(input))]
    count = len(parts)
    while count > 1:
        count //= 2
        for i in range(count):
            parts[i] = parts[i] + parts[i + count]
    return d_input, parts[0], d_bias


IMPLEMENTATION = Implementation("fault_53", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(53)
    w = rng.standard_normal((3, 1, 3, 3))
    g = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=3)
    right = []
    for n in 4, 5:
        x, c = rng.standard_normal((2, n, 3, 6, 6))
        right.append(np.allclose(gradients(x, w, c, **g)[1], control.gradients(x, w, c, **g)[1]))
    return right == [True, False]
