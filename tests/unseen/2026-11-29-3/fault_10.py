"""Output padding of a transposed correlation appends zeros (and the bias), also where padding had cut real values off.

Plausible: output_padding was read as "zeros added to one side of the output", as its name says; it is right where nothing
was cut off after, and wrong for the usual kernel 3, stride 2, padding 1, output_padding 1.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    none = (0,) * len(output_padding)
    small = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, none, dilation)
    if not any(output_padding) or min(small) < 1:
        return control.transposed(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    made = control.transposed(
        input,
        weight,
        bias=None,
        stride=stride,
        padding=padding,
        output_padding=none,
        dilation=dilation,
        groups=groups,
    )
    return add_bias(np.pad(made, [(0, 0), (0, 0), *((0, behind) for behind in output_padding)]), bias)


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(2,), padding=((1, 1),), output_padding=(1,), dilation=(1,), groups=1)
    x, w = np.ones((1, 1, 4)), np.ones((1, 1, 3))
    return differ(transposed(x, w, **given), control.transposed(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_10",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
