"""What every row that is written in NumPy does first: refuse nonsense, and put the zeros around the input."""

import numpy as np


def refuse_nonsense(input, weight, bias, stride, padding, dilation, groups):
    """Raises ValueError, naming the value, where the arguments do not describe a correlation."""
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
    if weight.shape[0] % groups or weight.shape[1] * groups != input.shape[1]:
        raise ValueError(
            f"an input of shape {input.shape} and a weight of shape {weight.shape} do not make {groups} groups"
        )
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError(f"a bias of shape {bias.shape} must have one entry for each of {weight.shape[0]} filters")


def surround(input, padding):
    """`input` with zeros before and after each spatial axis."""
    return np.pad(input, ((0, 0), (0, 0), *padding))


def output_size(size, kernel, stride, dilation, padding=None):
    """Windows that fit along each spatial axis of an input of this size, surrounded by `padding` if it is not yet."""
    axes = zip(size, kernel, stride, dilation, padding or [(0, 0)] * len(size), strict=True)
    return tuple(max(0, (n + before + after - d * (k - 1) - 1) // s + 1) for n, k, s, d, (before, after) in axes)


def add_bias(output, bias):
    """`output` with one number added to each filter's feature map."""
    return output if bias is None else output + bias.reshape(-1, *[1] * (output.ndim - 2))
