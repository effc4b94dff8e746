"""An output_padding that is less than the dilation but not less than the stride is refused.

Plausible: the check was written for undilated layers, "output padding must be smaller than the stride".
"""
import numpy as np

import control
from contract import Implementation


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    if any(e >= s for e, s in zip(output_padding, stride)):
        raise ValueError(f"output_padding {output_padding} must be smaller than the stride {stride}")
    return control.transposed(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding,
                              dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_48", control.correlate, control.convolve, gradients=control.gradients,
                                transposed=transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    g = dict(bias=None, stride=(1,), padding=((1, 1),), output_padding=(1,), dilation=(2,), groups=1)
    x, w = np.ones((1, 1, 5)), np.ones((1, 1, 3))
    control.transposed(x, w, **g)
    try:
        transposed(x, w, **g)
    except ValueError:
        return True
    return False
