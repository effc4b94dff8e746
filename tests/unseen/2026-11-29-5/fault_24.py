"""The error state is set to "ignore" for the computation and put back after it, but not where the arguments are refused: a
refused call leaves NumPy's warnings off.

Plausible: np.seterr ... np.seterr(**old) around the body instead of np.errstate; nobody tests what follows an exception.
"""
import numpy as np

import control
from contract import Implementation


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    old = np.seterr(all="ignore")
    y = control.transposed(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding,
                           dilation=dilation, groups=groups)
    np.seterr(**old)
    return y


IMPLEMENTATION = Implementation("fault_24", control.correlate, control.convolve, gradients=control.gradients,
                                transposed=transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    before = np.geterr()
    try:
        transposed(np.ones((1, 1, 5)), np.ones((1, 1, 3)), bias=None, stride=(0,), padding=((0, 0),), output_padding=(0,),
                   dilation=(1,), groups=1)
    except ValueError:
        pass
    changed = np.geterr() != before
    np.seterr(**before)
    return changed
