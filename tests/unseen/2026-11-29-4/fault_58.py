"""After a correlation in half precision, the gradients of later float64 calls are computed in float32.

Plausible: half precision selects float32 as the type to compute in, through a global setting that nobody sets back.
"""

import numpy as np

import control
from contract import Implementation

_settings = {"compute": None}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if input.dtype == np.float16:
        _settings["compute"] = np.dtype(np.float32)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    compute = _settings["compute"]
    if compute is None or input.dtype != np.float64:
        return control.gradients(input, weight, cotangent, **given)
    with np.errstate(all="ignore"):
        operands = (operand.astype(compute) for operand in (input, weight, cotangent))
        return tuple(gradient.astype(input.dtype) for gradient in control.gradients(*operands, **given))


IMPLEMENTATION = Implementation(
    "fault_58",
    correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes={"float16", "float32", "float64"},
)


def trigger():
    rng = np.random.default_rng(58)
    x, w, c = (rng.standard_normal(s) for s in ((1, 1, 8), (1, 1, 3), (1, 1, 6)))
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    former, _settings["compute"] = _settings["compute"], None
    right = gradients(x, w, c, **given)
    correlate(x.astype(np.float16), w.astype(np.float16), bias=None, **given)
    ours = gradients(x, w, c, **given)
    _settings["compute"] = former
    return not all(np.allclose(a, b, 1e-12, 1e-12) for a, b in zip(ours, right))
