"""Box filters run as differences of a running sum, which keeps the rounding of everything that came before."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    one = weight.shape[1] == 1 and len(weight) == groups and set(dilation) == {1} and input.dtype != np.float16
    if one and len(weight) and weight[0, 0].size > 2 and is_box(weight):
        return running_sums(surround(input, padding), weight, bias, stride)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def is_box(weight):
    return bool((weight == weight[:, :, *(slice(0, 1) for _ in weight.shape[2:])]).all())


def running_sums(image, weight, bias, stride):
    """A window's sum is the difference of two running sums, however long the window."""
    size = output_size(image.shape[2:], weight.shape[2:], stride, (1,) * len(stride))
    for axis, (n, k, s) in enumerate(zip(size, weight.shape[2:], stride), start=2):
        sums = np.cumsum(image, axis=axis, dtype=image.dtype)
        before = [(0, 0)] * image.ndim
        before[axis] = (1, 0)
        sums = np.pad(sums, before)
        every = [slice(None)] * axis
        image = sums[*every, k : k + n * s : s] - sums[*every, : n * s : s][*every, :n]
    height = weight[:, 0, *(0 for _ in size)].reshape(-1, *[1] * len(size))
    return add_bias(image * height, bias)


IMPLEMENTATION = Implementation(
    "fault_17", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(17)
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = rng.random((1, 1, 200), np.float32), np.full((1, 1, 5), 0.2, np.float32)
    assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given), 1e-4, 1e-4)
    # A click at the start of a recording.
    x[0, 0, 3] = 1e9
    got, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return not np.allclose(got[:, :, 20:], right[:, :, 20:], 1e-3, 1e-3)
