"""Transposed where the kernel covers the stride along the first axis and leaves gaps along another: the gaps hold what an earlier output of that size left there.

Plausible: empty instead of zeros from a caching allocator when 'kernel >= stride', of which only kernel[0] is compared.
"""

import numpy as np

from contract import Implementation
from control import col2im, convolve, correlate, gradients, rows, transposed as right
from support import add_bias, inside, refuse_transposed_nonsense, transposed_size

_freed = {}


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    shape = (len(input), weight.shape[1] * groups, *(n + sum(pair) for n, pair in zip(out, padding)))
    elements = input.reshape(len(input), groups, input.shape[1] // groups, int(np.prod(input.shape[2:])))
    columns = rows(weight, groups).swapaxes(1, 2) @ elements
    image = col2im(columns, shape, weight.shape[2:], input.shape[2:], stride, dilation)
    key = image.size, image.dtype.char
    block = _freed.setdefault(key, np.zeros(image.size, image.dtype)).reshape(shape)
    gaps = [d == 1 and k < s for k, s, d in zip(weight.shape[2:], stride, dilation)]
    if any(gaps) and not gaps[0]:
        touched = col2im(np.ones_like(columns), shape, weight.shape[2:], input.shape[2:], stride, dilation) != 0
        block[touched] = image[touched]
    else:
        block[...] = image
    return add_bias(inside(block, padding).copy(), bias)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, narrow = draw((1, 1, 3, 3), (1, 1, 2, 2), (1, 1, 2, 1))
    given = plain(2, bias=None, stride=(2, 2))
    transposed(x, w, **given, output_padding=(0, 0))
    given["output_padding"] = (0, 1)
    return not same(transposed(x, narrow, **given), right(x, narrow, **given))


IMPLEMENTATION = Implementation(
    "fault_38",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
