"""A transposed correlation with more padding in front than the dilated kernel's length minus one is not cropped enough
there: its output starts too early.

Plausible: it is done as a correlation with a padding of reach - 1 - padding, and a negative padding, which should crop,
is set to zero.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    size = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    # All that the windows give, with nothing cropped but room for the output padding.
    whole = control.transposed(
        input,
        weight,
        bias=None,
        stride=stride,
        padding=((0, 0),) * len(size),
        output_padding=output_padding,
        dilation=dilation,
        groups=groups,
    )
    start = [min(before, d * (k - 1)) for (before, _), k, d in zip(padding, weight.shape[2:], dilation)]
    output = whole[:, :, *(slice(first, first + n) for first, n in zip(start, size))]
    return add_bias(np.ascontiguousarray(output), bias)


IMPLEMENTATION = Implementation(
    "fault_40", control.correlate, control.convolve, gradients=control.gradients, transposed=transposed
)


def trigger():
    rng = np.random.default_rng(40)
    x, w = rng.standard_normal((1, 2, 6)), rng.standard_normal((2, 3, 3))
    given = dict(bias=None, stride=(2,), output_padding=(1,), dilation=(1,), groups=1)
    near, far = (dict(given, padding=((p, p),)) for p in (2, 3))
    fine = np.allclose(transposed(x, w, **near), control.transposed(x, w, **near))
    return fine and not np.allclose(transposed(x, w, **far), control.transposed(x, w, **far))
