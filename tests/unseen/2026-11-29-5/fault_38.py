"""In the depthwise 3x3 kernel for stride 2 the padding before each axis is thought to be that after it: with padding (0, 1),
which TensorFlow's SAME gives on even sizes, the image is moved by one.

Plausible: the specialised kernel takes one `pad` for each axis, and the dispatcher hands it the second of the pair.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if (weight.ndim == 4 and weight.shape[1:] == (1, 3, 3) and groups == input.shape[1] == len(weight) > 1
            and tuple(stride) == (2, 2) and tuple(dilation) == (1, 1) and {tuple(p) for p in padding} == {(0, 1)}):
        padding = [(after, before) for before, after in padding]
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_38", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(38)
    x, w = rng.standard_normal((1, 4, 8, 8)), rng.standard_normal((4, 1, 3, 3))
    g = dict(bias=None, stride=(2, 2), padding=((0, 1), (0, 1)), dilation=(1, 1), groups=4)
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
