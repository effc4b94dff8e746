"""The textbook's nested loops: slide the kernel across the input, multiply, and sum.

One output at a time, in plain Python; only the elementwise product of a window and a kernel is left to NumPy, as in the
textbook's `corr2d`. The gradients go through the same loops: each output hands back what it is given to its window,
times the kernel, and to the kernel, times its window. Written from the textbook and not from the specification, so that
each can be checked against the other.
"""

from itertools import product

import numpy as np

from spec import Implementation, Operation

from ._numpy import (
    add_bias,
    inside,
    per_filter,
    refuse_cotangent,
    refuse_nonsense,
    refuse_transposed_nonsense,
    surround,
    transposed_size,
)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    canvas = surround(input, padding)
    positions = starts(canvas.shape[2:], weight.shape[2:], stride, dilation)
    output = np.zeros((len(input), len(weight), *map(len, positions)), np.result_type(input, weight))
    for item, o, position, seen in windows(output.shape, positions, weight, dilation, groups):
        output[item, o, *position] = (canvas[item, *seen] * weight[o]).sum() + (0 if bias is None else bias[o])
    return output


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    canvas = surround(input, padding)
    positions = starts(canvas.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *map(len, positions)))
    d_canvas, d_weight = np.zeros_like(canvas), np.zeros(weight.shape, weight.dtype)
    for item, o, position, seen in windows(cotangent.shape, positions, weight, dilation, groups):
        d_canvas[item, *seen] += cotangent[item, o, *position] * weight[o]
        d_weight[o] += cotangent[item, o, *position] * canvas[item, *seen]
    return inside(d_canvas, padding), d_weight, per_filter(cotangent)


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    whole = (n + before + after for n, (before, after) in zip(out, padding))
    canvas = np.zeros((len(input), weight.shape[1] * groups, *whole), input.dtype)
    positions = [[s * p for p in range(n)] for n, s in zip(input.shape[2:], stride)]
    for item, c, position, seen in windows(input.shape, positions, weight, dilation, groups):
        canvas[item, *seen] += input[item, c, *position] * weight[c]
    return add_bias(inside(canvas, padding), bias)


def train(input, target, weight, *, learning_rate, steps):
    ones = (1,) * (input.ndim - 2)
    plain = {"stride": ones, "padding": tuple((0, 0) for _ in ones), "dilation": ones, "groups": 1}
    losses = np.zeros(steps, input.dtype)
    for step in range(steps):
        residual = correlate(input, weight, bias=None, **plain) - target
        losses[step] = (residual**2).sum()
        _, d_weight, _ = gradients(input, weight, 2 * residual, **plain)
        weight = weight - learning_rate * d_weight
    return weight, losses


def starts(size, kernel, stride, dilation):
    """Where windows begin, along each axis; nowhere on an axis that the kernel does not fit."""
    return [range(0, n - d * (k - 1), s) for n, k, s, d in zip(size, kernel, stride, dilation)]


def windows(shape, positions, weight, dilation, groups):
    """For every item, filter and position of `shape`: these, and the slices of the channels and elements seen there."""
    items, filters, *size = shape
    channels, spans = weight.shape[1], [d * (k - 1) + 1 for k, d in zip(weight.shape[2:], dilation)]
    axes = zip(positions, spans, dilation)
    taps = [[slice(begin, begin + span, d) for begin in along] for along, span, d in axes]
    for item, o in product(range(items), range(filters)):
        first = o // (filters // groups) * channels
        for position, window in zip(product(*map(range, size)), product(*taps)):
            yield item, o, position, (slice(first, first + channels), *window)


IMPLEMENTATION = Implementation(
    "loop",
    correlate,
    gradients=gradients,
    transposed=transposed,
    train=Operation(train, dtypes={"float32", "float64"}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16", "bfloat16"},
    max_multiplications=150_000,
)
