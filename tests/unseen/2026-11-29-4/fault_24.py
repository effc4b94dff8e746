"""Gradients in half precision leave a filter behind that silences all RuntimeWarnings of the process.

Plausible: half precision overflows now and then and its users complained of the warnings; the filter is set outside of
`catch_warnings`.
"""

import warnings

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    if cotangent.dtype == np.float16:
        warnings.simplefilter("ignore", RuntimeWarning)
    return control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_24",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes={"float16", "float32", "float64"},
)


def trigger():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        before = list(warnings.filters)
        x, w, c = (np.ones(s, np.float16) for s in ((1, 1, 5), (1, 1, 3), (1, 1, 3)))
        gradients(x, w, c, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
        return list(warnings.filters) != before
