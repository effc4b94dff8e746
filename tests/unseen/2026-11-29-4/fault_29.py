"""The transposed correlation refuses an output_padding that is less than the dilation but not less than the stride.

Plausible: the check was written for layers without dilation, where the stride is the only bound.
"""

import numpy as np

import control
from contract import Implementation


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    if any(n >= s for n, s in zip(output_padding, stride)):
        raise ValueError(f"output_padding {output_padding} must be less than the stride {stride}")
    return control.transposed(
        input,
        weight,
        bias=bias,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        dilation=dilation,
        groups=groups,
    )


IMPLEMENTATION = Implementation(
    "fault_29", control.correlate, control.convolve, gradients=control.gradients, transposed=transposed
)


def trigger():
    x, w = np.ones((1, 1, 4)), np.ones((1, 1, 3))
    given = dict(bias=None, stride=(1,), padding=((2, 2),), output_padding=(1,), dilation=(2,), groups=1)
    control.transposed(x, w, **given)
    try:
        transposed(x, w, **given)
    except ValueError:
        return True
