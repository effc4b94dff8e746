"""A call of gradients that is refused leaves NumPy's floating-point errors ignored from then on.

Plausible: np.seterr before, np.seterr back after, without try and finally; the way out by an exception skips the second.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    kept = np.seterr(all="ignore")
    answer = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    np.seterr(**kept)
    return answer


def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    before = np.geterr()
    try:
        np.seterr(all="warn")
        try:
            gradients(np.ones((1, 1, 8)), np.ones((1, 1, 3)), np.ones((1, 1, 7)), **given)
        except ValueError:
            pass
        return np.geterr()["over"] != "warn"
    finally:
        np.seterr(**before)


IMPLEMENTATION = Implementation(
    "fault_25",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
