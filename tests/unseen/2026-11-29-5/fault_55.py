"""In three dimensions the input gradient is cut out of the padded one with the padding's axes in reverse order: wrong where the
first and the last axis are padded differently but by the same amount altogether, otherwise it is done right.

Plausible: a framework's pad lists go from the last axis to the first; the assertion on the shape that should have caught it
sends other shapes to a generic path.
"""
import numpy as np

import control
from contract import Implementation
from support import surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, dilation=dilation, groups=groups)
    right = control.gradients(input, weight, cotangent, padding=padding, **given)
    if input.ndim != 5:
        return right
    whole = control.gradients(surround(input, padding), weight, cotangent, padding=[(0, 0)] * 3, **given)[0]
    d_input = whole[:, :, *(slice(b, n - a) for n, (b, a) in zip(whole.shape[2:], padding[::-1]))]
    return (d_input if d_input.shape == input.shape else right[0]), *right[1:]


IMPLEMENTATION = Implementation("fault_55", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    rng = np.random.default_rng(55)
    x, w, c = rng.standard_normal((1, 1, 5, 4, 5)), rng.standard_normal((2, 1, 3, 3, 3)), rng.standard_normal((1, 2, 5, 4, 5))
    # Causal in time, centred in space.
    g = dict(stride=(1, 1, 1), padding=((2, 0), (1, 1), (1, 1)), dilation=(1, 1, 1), groups=1)
    return not np.allclose(gradients(x, w, c, **g)[0], control.gradients(x, w, c, **g)[0])
