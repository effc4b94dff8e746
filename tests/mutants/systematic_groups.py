"""The channels that a group sees, wrong in every way: where it looks, where its gradients go, and where it stamps."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from spec import Problem, TransposedProblem

from ._mutant import Array, Gradients, correct, correct_gradients, correct_transposed, enter
from ._stamps import with_bias

Groups = Callable[[Array], Array]

OTHERS: dict[str, Groups] = {
    "next": lambda groups: np.roll(groups, -1),
    "opposite": lambda groups: groups[::-1],
    "last": lambda groups: np.full_like(groups, len(groups) - 1),
}
"""The group whose channels are taken, for every group."""


def of_other_groups(array: Array, groups: int, others: Groups) -> Array:
    """`array`, with the channels of `others` in the place of a group's own."""
    blocks = np.arange(array.shape[1]).reshape(groups, -1)
    return array[:, blocks[others(np.arange(groups))].ravel()]


def looking(others: Groups) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        return correct(replace(problem, input=of_other_groups(problem.input, problem.groups, others)))

    return correlate


def gathering(others: Groups) -> Callable[[Problem, Array], Gradients]:
    def gradients(problem: Problem, cotangent: Array) -> Gradients:
        d_input, _, d_bias = correct_gradients(problem, cotangent)
        seen = replace(problem, input=of_other_groups(problem.input, problem.groups, others))
        return d_input, correct_gradients(seen, cotangent)[1], d_bias

    return gradients


def going_back(others: Groups) -> Callable[[Problem, Array], Gradients]:
    def gradients(problem: Problem, cotangent: Array) -> Gradients:
        d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
        return of_other_groups(d_input, problem.groups, others), d_weight, d_bias

    return gradients


def stamping(others: Groups) -> Callable[[TransposedProblem], Array]:
    def transposed(problem: TransposedProblem) -> Array:
        output = correct_transposed(replace(problem, bias=None))
        return with_bias(problem, of_other_groups(output, problem.groups, others))

    return transposed


for which, others in OTHERS.items():
    name = f"the_{which}_group"
    enter(
        f"looks_at_{name}",
        f"A group sees the channels of the {which} group.",
        looking(others),
        "groups_are_block_diagonal",
    )
    enter(
        f"gathers_the_weight_gradient_from_{name}",
        f"The weight's gradient of a group is gathered from the channels of the {which} group.",
        gathering(others),
        "gradients_of_groups_are_blocks",
        of="gradients",
    )
    enter(
        f"gives_to_a_group_what_belongs_to_{name}",
        f"The input's gradient of a group is that of the {which} group.",
        going_back(others),
        "gradients_of_groups_are_blocks",
        of="gradients",
    )
    enter(
        f"stamps_for_a_group_what_belongs_to_{name}",
        f"The output of a group is that of the {which} group.",
        stamping(others),
        "transposed_groups_are_block_diagonal",
        of="transposed",
    )
