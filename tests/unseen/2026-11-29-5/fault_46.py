"""A transposed correlation whose kernel is as large as its stride is a matrix product and a depth-to-space; with groups the
result's channels come with the groups innermost, filter by filter instead of group by group.

Plausible: the shuffle of U-Net's 2x2 up-convolution, for which the batched product's [G, O/G] was transposed the wrong way.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    given = dict(stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    y = control.transposed(input, weight, bias=bias, **given)
    o = weight.shape[1]
    if (tuple(weight.shape[2:]) != tuple(stride) or max(dilation) > 1 or np.any(padding) or any(output_padding)
            or groups == 1 or o == 1):
        return y
    y = control.transposed(input, weight, bias=None, **given)
    shuffled = y.reshape(len(y), groups, o, *y.shape[2:]).swapaxes(1, 2).reshape(y.shape)
    return add_bias(shuffled, bias)


IMPLEMENTATION = Implementation("fault_46", control.correlate, control.convolve, gradients=control.gradients,
                                transposed=transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(46)
    x, w = rng.standard_normal((1, 4, 5, 5)), rng.standard_normal((4, 3, 2, 2))
    g = dict(bias=None, stride=(2, 2), padding=((0, 0), (0, 0)), output_padding=(0, 0), dilation=(1, 1), groups=2)
    return not np.allclose(transposed(x, w, **g), control.transposed(x, w, **g))
