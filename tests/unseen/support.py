"""What every row that is written in NumPy does first: refuse nonsense, and put the zeros around the input."""

import numpy as np


def refuse_nonsense(input, weight, bias, stride, padding, dilation, groups):
    """Raises ValueError, naming the value, where the arguments do not describe a correlation."""
    _refuse_parameters(input, weight, stride, padding, dilation, groups)
    if weight.shape[0] % groups or weight.shape[1] * groups != input.shape[1]:
        raise ValueError(
            f"an input of shape {input.shape} and a weight of shape {weight.shape} do not make {groups} groups"
        )
    _refuse_bias(bias, weight.shape[0])


def refuse_cotangent(cotangent, shape):
    """Raises ValueError where a cotangent has not the shape of the output."""
    if cotangent.shape != shape:
        raise ValueError(f"a cotangent of shape {cotangent.shape} does not fit an output of shape {shape}")


def refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups):
    """Raises ValueError, naming the value, where the arguments do not describe a transposed correlation."""
    _refuse_parameters(input, weight, stride, padding, dilation, groups)
    if weight.shape[0] != input.shape[1] or weight.shape[0] % groups:
        raise ValueError(
            f"an input of shape {input.shape} and a weight of shape {weight.shape} do not make {groups} groups"
        )
    _refuse_bias(bias, weight.shape[1] * groups)
    longest = tuple(map(max, stride, dilation))
    if len(output_padding) != len(longest) or any(not 0 <= n < most for n, most in zip(output_padding, longest)):
        raise ValueError(f"output_padding {output_padding} must be less than the stride or the dilation, {longest}")
    size = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    if min(size) < 1:
        raise ValueError(f"padding {padding} leaves an output of size {size}")


def _refuse_parameters(input, weight, stride, padding, dilation, groups):
    rank = input.ndim - 2
    if weight.ndim != input.ndim:
        raise ValueError(f"a weight of shape {weight.shape} has another rank than an input of shape {input.shape}")
    if min(weight.shape[2:]) < 1:
        raise ValueError(f"a weight of shape {weight.shape} has no taps")
    for name, values in (("stride", stride), ("padding", padding), ("dilation", dilation)):
        if len(values) != rank:
            raise ValueError(f"{name} {values} must have {rank} entries, one for each spatial axis")
    if min(stride) < 1 or min(dilation) < 1 or groups < 1:
        raise ValueError(f"stride {stride}, dilation {dilation} and groups {groups} must be positive")
    if min(min(pair) for pair in padding) < 0:
        raise ValueError(f"padding {padding} must not be negative")


def _refuse_bias(bias, filters):
    if bias is not None and bias.shape != (filters,):
        raise ValueError(f"a bias of shape {bias.shape} must have one entry for each of {filters} filters")


def surround(input, padding):
    """`input` with zeros before and after each spatial axis."""
    size = [n + before + after for n, (before, after) in zip(input.shape[2:], padding)]
    whole = np.zeros((*input.shape[:2], *size), input.dtype)
    whole[:, :, *(slice(before, before + n) for n, (before, _) in zip(input.shape[2:], padding))] = input
    return whole


def output_size(size, kernel, stride, dilation, padding=None):
    """Windows that fit along each spatial axis of an input of this size, surrounded by `padding` if it is not yet."""
    axes = zip(size, kernel, stride, dilation, padding or [(0, 0)] * len(size), strict=True)
    return tuple(max(0, (n + before + after - d * (k - 1) - 1) // s + 1) for n, k, s, d, (before, after) in axes)


def transposed_size(size, kernel, stride, padding, output_padding, dilation):
    """Length of a transposed correlation's output along each spatial axis."""
    axes = zip(size, kernel, stride, padding, output_padding, dilation, strict=True)
    return tuple((n - 1) * s + d * (k - 1) + 1 - sum(pair) + behind for n, k, s, pair, behind, d in axes)


def inside(array, padding):
    """`array` without what `padding` put around it."""
    return array[:, :, *(slice(before, n - after) for n, (before, after) in zip(array.shape[2:], padding))]


def per_filter(cotangent):
    """The gradient of a bias: what all outputs of its filter are given, added up."""
    return cotangent.sum(axis=(0, *range(2, cotangent.ndim)), dtype=cotangent.dtype)


def add_bias(output, bias):
    """`output` with one number added to each filter's feature map."""
    return output if bias is None else output + bias.reshape(-1, *[1] * (output.ndim - 2))
