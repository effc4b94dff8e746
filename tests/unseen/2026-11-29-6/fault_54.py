"""Transposed: the bias is added before the output is extended by output_padding, so that the new rows do not get it."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, gradients
from support import add_bias, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    items, channels, *size = input.shape
    kernel = weight.shape[2:]
    none = ((0, 0),) * len(size)
    whole = transposed_size(size, kernel, stride, none, (0,) * len(size), dilation)
    elements = input.reshape(items, groups, channels // groups, int(np.prod(size)))
    columns = control.rows(weight, groups).swapaxes(1, 2) @ elements
    shape = (items, weight.shape[1] * groups, *whole)
    image = add_bias(control.col2im(columns, shape, kernel, size, stride, dilation), bias)
    out = transposed_size(size, kernel, stride, padding, output_padding, dilation)
    output = np.zeros((*shape[:2], *out), image.dtype)
    image = image[:, :, *(slice(before, before + n) for n, (before, _) in zip(out, padding))]
    output[:, :, *(slice(0, n) for n in image.shape[2:])] = image
    return output


IMPLEMENTATION = Implementation(
    "fault_54", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(54)
    x, w, b = rng.standard_normal((1, 3, 4, 4)), rng.standard_normal((3, 2, 2, 2)), rng.standard_normal(2)
    given = dict(stride=(2, 2), padding=((0, 0), (0, 0)), output_padding=(1, 1), dilation=(1, 1), groups=1)
    assert np.allclose(transposed(x, w, bias=None, **given), control.transposed(x, w, bias=None, **given))
    # The way up of a U-Net, to an odd size.
    return not np.allclose(transposed(x, w, bias=b, **given), control.transposed(x, w, bias=b, **given))
