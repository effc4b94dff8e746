"""Transposed sums into one scratch image for each size, shared by all threads: two calls at the same time mix.

Plausible: a module-level workspace keyed by shape, without lock (static buffers in C kernels, functools.cache around np.zeros).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients, rows, transposed as right
from support import add_bias, inside, refuse_transposed_nonsense, transposed_size

_scratch = {}


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    shape = (len(input), weight.shape[1] * groups, *(n + sum(pair) for n, pair in zip(out, padding)))
    elements = input.reshape(len(input), groups, input.shape[1] // groups, int(np.prod(input.shape[2:])))
    columns = (rows(weight, groups).swapaxes(1, 2) @ elements).reshape(*shape[:2], *weight.shape[2:], *input.shape[2:])
    image = _scratch.setdefault((shape, columns.dtype.char), np.zeros(shape, columns.dtype))
    image[...] = 0
    for tap in np.ndindex(*weight.shape[2:]):
        under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, input.shape[2:], stride, dilation))
        image[:, :, *under] += columns[:, :, *tap]
    return add_bias(inside(image, padding).copy(), bias)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    import threading

    x, w = draw((2, 1, 1, 96, 96), (2, 1, 1, 5, 5))
    given = plain(2, bias=None, output_padding=(0, 0))
    wrong = []

    def work(i):
        truth = right(x[i], w[i], **given)
        for _ in range(100):
            if wrong:
                return
            if not same(transposed(x[i], w[i], **given), truth):
                wrong.append(i)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return bool(wrong)


IMPLEMENTATION = Implementation(
    "fault_40",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
