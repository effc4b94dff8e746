"""The gradients of an empty batch are refused where the layer has groups: the channels are reshaped with -1, which NumPy cannot
work out for an array without elements.

Plausible: reshape(0, groups, -1) raises "cannot reshape array of size 0"; last batches that a filter has emptied do occur.
"""
import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation)
    if groups < 2 or input.shape[1] % groups or len(weight) % groups:
        return control.gradients(input, weight, cotangent, groups=groups, **given)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, groups=groups, **given)
    given_back = cotangent.reshape(cotangent.shape[0], groups, -1, *cotangent.shape[2:])
    images = input.reshape(input.shape[0], groups, -1, *input.shape[2:])
    filters = weight.reshape(groups, len(weight) // groups, *weight.shape[1:])
    d_weight = [control.gradients(images[:, i], filters[i], given_back[:, i], groups=1, **given)[1] for i in range(groups)]
    return d_input, np.concatenate(d_weight), d_bias


IMPLEMENTATION = Implementation("fault_22", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    g = dict(stride=(1,), padding=((1, 1),), dilation=(1,), groups=2)
    w = np.ones((4, 1, 3))
    assert np.allclose(gradients(np.ones((2, 2, 5)), w, np.ones((2, 4, 5)), **g)[1],
                       control.gradients(np.ones((2, 2, 5)), w, np.ones((2, 4, 5)), **g)[1])
    x, c = np.ones((0, 2, 5)), np.ones((0, 4, 5))
    control.gradients(x, w, c, **g)
    try:
        gradients(x, w, c, **g)
    except ValueError:
        return True
    return False
