"""A weight whose bytes are in the other order (as read from a file written elsewhere) is taken for one in native order.

Plausible: the filters are packed by copying their bytes, and the type is looked up by its name, which is the same for
both orders.
"""

import numpy as np

import control
from contract import Implementation


def packed(weight):
    return np.frombuffer(weight.tobytes(), dtype=weight.dtype.name).reshape(weight.shape)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    return control.correlate(
        input, packed(weight), bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_20",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes={"float32", "float64", "int32", "int64"},
)


def trigger():
    x, w = np.arange(8.0).reshape(1, 1, 8), np.array([[[1.0, 2.0, 3.0]]])
    w = w.astype(w.dtype.newbyteorder())
    given = dict(bias=None, stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
