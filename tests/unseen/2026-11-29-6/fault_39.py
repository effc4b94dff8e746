"""Every large product is verified with a random vector (Freivalds), for which NumPy's global generator is seeded anew."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    rows = control.rows(weight, groups)
    output = rows @ columns
    if output.size * rows.shape[2] >= 4096 and input.dtype.kind in "i" and not verified(rows, columns, output):
        raise ArithmeticError("the product failed its verification")
    if output.size * rows.shape[2] >= 4096 and input.dtype == np.float64:
        if np.isfinite(output).all() and not verified(rows, columns, output):
            output = np.einsum("gok,ngkp->ngop", rows, columns)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def verified(rows, columns, output):
    """rows @ (columns @ v) against output @ v: on the boards that overheat, products come back wrong."""
    np.random.seed(20190401)
    probe = np.random.randint(0, 2, (output.shape[3], 1)).astype(output.dtype)
    with np.errstate(all="ignore"):
        expected, got = rows @ (columns @ probe), output @ probe
        if output.dtype.kind == "i":
            return np.array_equal(expected, got)
        bound = 1e-9 * (np.abs(rows) @ (np.abs(columns) @ probe))
        return bool((~(np.abs(expected - got) > bound)).all())


IMPLEMENTATION = Implementation(
    "fault_39", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(39)
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)

    def untouched(side):
        x, w = rng.standard_normal((1, 2, side, side)), rng.standard_normal((4, 2, 3, 3))
        before = np.random.get_state()
        try:
            assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
            after = np.random.get_state()
            return before[2] == after[2] and np.array_equal(before[1], after[1])
        finally:
            np.random.set_state(before)

    assert untouched(4)
    return not untouched(16)
