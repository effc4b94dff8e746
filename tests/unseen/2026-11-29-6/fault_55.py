"""Transposed: output_padding appends zeros, where with padding it uncovers products that the padding had cut off."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, gradients
from support import add_bias, inside, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    items, channels, *size = input.shape
    kernel = weight.shape[2:]
    whole = transposed_size(size, kernel, stride, ((0, 0),) * len(size), (0,) * len(size), dilation)
    elements = input.reshape(items, groups, channels // groups, int(np.prod(size)))
    columns = control.rows(weight, groups).swapaxes(1, 2) @ elements
    image = control.col2im(columns, (items, weight.shape[1] * groups, *whole), kernel, size, stride, dilation)
    image = inside(image, padding)
    image = np.pad(image, [(0, 0), (0, 0), *((0, more) for more in output_padding)])
    return add_bias(image, bias)


IMPLEMENTATION = Implementation(
    "fault_55", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(55)
    x, w = rng.standard_normal((1, 3, 4, 4)), rng.standard_normal((3, 2, 3, 3))
    given = dict(bias=None, stride=(2, 2), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    for more, right in (((0, 0), True), ((1, 1), False)):
        got = transposed(x, w, output_padding=more, **given)
        same = np.allclose(got, control.transposed(x, w, output_padding=more, **given))
        if same != right:
            return False
    return True
