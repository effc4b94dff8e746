"""Reported faults in blocks of channels and their tails."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("channels_add", report="pytorch/pytorch#21597")
def leaves_out_the_tail_of_the_channels(problem: Problem) -> Array:
    """Channels are read in blocks of four, and those that do not fill a block are left out."""
    channels = problem.weight.shape[1]
    tail = channels % 4 if channels > 4 else 0
    weight = problem.weight.copy()
    weight[:, channels - tail :] = 0
    return correct(replace(problem, weight=weight))


@mutant("channels_add", report="modular/modular#6248")
def mixes_up_the_first_eight_channels(problem: Problem) -> Array:
    """From eight channels on, the weights of a block of eight are packed in one order and read in another."""
    order = np.arange(problem.weight.shape[1])
    if len(order) >= 8 and problem.groups == 1:
        order[:8] = order[:8].reshape(2, 4).T.ravel()
    return correct(replace(problem, weight=problem.weight[:, order]))


@mutant("agrees_with_the_definition", report="tenstorrent/tt-metal#21284")
def lets_alignment_padding_set_the_exponent(problem: Problem) -> Array:
    """Blocks of sixteen weights share an exponent, and what happens to lie in the unused end of a block raises it."""
    if problem.weight.shape[1] * problem.kernel[-1] % 16 == 0 or problem.input.size == 0:
        return correct(problem)
    leftover = float(np.abs(problem.input).sum())
    coarsest = int(np.log2(max(1.0, leftover))) - 6
    step = 2 ** max(0, coarsest)
    weight = (np.round(problem.weight / step) * step).astype(problem.weight.dtype)
    return correct(replace(problem, weight=weight))
