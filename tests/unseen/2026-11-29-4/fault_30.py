"""The transposed correlation appends `output_padding` zeros (and the bias) where the kernel's last taps, which the
padding cuts off, should come back: wrong where an axis has both output_padding and padding behind.

Plausible: the name says that the output is padded; in fact less of it is cut off.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    none = (0,) * len(stride)
    size = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, none, dilation)
    if min(size) < 1:
        return control.transposed(input, weight, bias=bias, output_padding=output_padding, **given)
    output = control.transposed(input, weight, bias=None, output_padding=none, **given)
    output = np.pad(output, ((0, 0), (0, 0), *((0, n) for n in output_padding)))
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_30", control.correlate, control.convolve, gradients=control.gradients, transposed=transposed
)


def trigger():
    rng = np.random.default_rng(30)
    x, w = rng.standard_normal((1, 2, 5, 5)), rng.standard_normal((2, 3, 3, 3))
    given = dict(bias=None, stride=(2, 2), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    given["output_padding"] = (1, 1)
    return not np.allclose(transposed(x, w, **given), control.transposed(x, w, **given))
