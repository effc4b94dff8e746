"""The last outputs of a dilated one-dimensional layer of stride 1 are only the bias where the padded length is no
multiple of the dilation.

Plausible: the sequence is folded into `dilation` phases, which are correlated without dilation; the remainder that does
not fill a row is left out, and nobody does it afterwards.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.ndim != 3 or stride[0] != 1 or dilation[0] == 1:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    padded, d = surround(input, padding), dilation[0]
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    steps = padded.shape[2] // d
    folded = padded[:, :, : steps * d].reshape(*input.shape[:2], steps, d)
    part = control.correlate(
        folded,
        weight[..., None],
        bias=None,
        stride=(1, 1),
        padding=((0, 0), (0, 0)),
        dilation=(1, 1),
        groups=groups,
    )
    part = part.reshape(*part.shape[:2], part.shape[2] * d)
    output = np.zeros((len(input), len(weight), *size), part.dtype)
    output[..., : part.shape[2]] = part
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_38", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(38)
    x, w = rng.standard_normal((2, 3, 30)), rng.standard_normal((4, 3, 3))
    given = dict(bias=None, stride=(1,), dilation=(4,), groups=1)
    even, odd = (dict(given, padding=((p, 0),)) for p in (2, 8))
    fine = np.allclose(correlate(x, w, **even), control.correlate(x, w, **even))
    return fine and not np.allclose(correlate(x, w, **odd), control.correlate(x, w, **odd))
