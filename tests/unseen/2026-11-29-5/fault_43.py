"""output_padding appends rows of zeros (plus bias) behind the output, instead of giving back rows that the padding after has cut
off: wrong as soon as the padding after is not 0, as in the usual upsampling (kernel 3, stride 2, padding 1, output padding 1).

Plausible: the name says padding, and so it was written.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_transposed_nonsense


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    refuse_transposed_nonsense(input, weight, bias, output_padding=output_padding, **given)
    whole = control.transposed(input, weight, bias=None, output_padding=output_padding, **given)
    for axis, extra in enumerate(output_padding, 2):
        if extra:
            whole[(*[slice(None)] * axis, slice(max(0, whole.shape[axis] - extra), None))] = 0
    return add_bias(whole, bias)


IMPLEMENTATION = Implementation("fault_43", control.correlate, control.convolve, gradients=control.gradients,
                                transposed=transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(43)
    x, w = rng.standard_normal((1, 2, 5, 5)), rng.standard_normal((2, 3, 3, 3))
    g = dict(bias=None, stride=(2, 2), padding=((1, 1), (1, 1)), output_padding=(1, 1), dilation=(1, 1), groups=1)
    return not np.allclose(transposed(x, w, **g), control.transposed(x, w, **g))
