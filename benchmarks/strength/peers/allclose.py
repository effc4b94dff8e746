"""A differential test as one writes it in ten minutes: Hypothesis draws arrays, PyTorch is asked too, `allclose`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import hypothesis
import numpy as np
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis.extra.numpy import arrays

from impls import _configuration as _configuration
from spec import Problem, TransposedProblem
from spec.contract.operations import OperationName
from spec.contract.outcomes import NotClaimed
from spec.contract.subject import Subject

from ._peer import Case, Peer

EXAMPLES = 100

CONV = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d}
CONV_TRANSPOSE = {1: torch.nn.functional.conv_transpose1d, 2: torch.nn.functional.conv_transpose2d}

few = st.integers(1, 3)

WHAT = f"""\
Two tests of each operation, in one and in two dimensions, of {EXAMPLES} examples each, which is Hypothesis' default,
derandomised. Batch, channels and filters of a group, groups, kernel, stride and dilation are from 1 to 3, the padding
from 0 to 3 on both sides, axis by axis, the input up to 6 longer than the window; a bias now and then; float32 or
float64, elements from −1 to 1. The row is called first, so that PyTorch sees an operand that was overwritten. Compared
with `numpy.testing.assert_allclose`, rtol and atol = 10⁻⁵: at `numpy.allclose`'s default, atol = 10⁻⁸, rows that are
right fail in float32 where a sum nearly cancels. What is not drawn: integers and complex numbers, other memory layouts,
uneven and named paddings, boundaries, three dimensions, invalid problems."""


def problems(rank: int, dtypes: list[str]) -> Any:
    """Convolutions of small arrays."""

    @st.composite
    def drawn(draw: Any) -> Problem:
        axes = st.tuples(*[few] * rank)
        kernel, stride, dilation, groups = draw(axes), draw(axes), draw(axes), draw(few)
        padding = draw(st.tuples(*[st.integers(0, 3)] * rank))
        size = [d * (k - 1) + 1 + draw(st.integers(0, 6)) for k, d in zip(kernel, dilation, strict=True)]
        channels, filters = draw(few), draw(few) * groups
        array = elements(draw(st.sampled_from(dtypes)))
        return Problem(
            draw(array((draw(few), channels * groups, *size))),
            draw(array((filters, channels, *kernel))),
            draw(st.none() | array((filters,))),
            stride,
            tuple((n, n) for n in padding),
            dilation,
            groups,
        )

    return drawn()


def elements(dtype: str) -> Callable[[tuple[int, ...]], Any]:
    return lambda shape: arrays(dtype, shape, elements=st.floats(-1, 1, width=32))


def arguments(problem: Any) -> dict[str, Any]:
    padding = [before for before, _ in problem.pairs]
    found = {"stride": problem.stride, "padding": padding, "dilation": problem.dilation, "groups": problem.groups}
    return found | ({"output_padding": problem.output_padding} if isinstance(problem, TransposedProblem) else {})


def tensors(*operands: Any) -> list[Any]:
    return [None if operand is None else torch.from_numpy(operand) for operand in operands]


def close(found: Any, expected: torch.Tensor) -> None:
    np.testing.assert_allclose(found, expected.detach().numpy(), rtol=1e-5, atol=1e-5)


def correlate_is_conv(subject: Subject, problem: Problem, data: Any) -> None:
    found = subject.correlate(problem)
    operands = tensors(problem.input, problem.weight, problem.bias)
    close(found, CONV[problem.rank](*operands, **arguments(problem)))


def convolve_is_conv_of_the_flipped(subject: Subject, problem: Problem, data: Any) -> None:
    found = subject.convolve(problem)
    input, weight, bias = tensors(problem.input, problem.weight, problem.bias)
    flipped = weight.flip(tuple(range(2, weight.ndim)))
    close(found, CONV[problem.rank](input, flipped, bias, **arguments(problem)))


def gradients_are_autograds(subject: Subject, problem: Problem, data: Any) -> None:
    cotangent = data.draw(elements(problem.input.dtype.name)(problem.output_shape))
    found = subject.gradients(replace(problem, bias=None), cotangent)
    bias = np.zeros(len(problem.weight), problem.weight.dtype)
    leaves = [tensor.requires_grad_() for tensor in tensors(problem.input, problem.weight, bias)]
    output = CONV[problem.rank](*leaves, **arguments(problem))
    expected = torch.autograd.grad(output, leaves, torch.from_numpy(cotangent))
    for one, other in zip(found, expected, strict=True):
        close(one, other)


def transposed_is_conv_transpose(subject: Subject, problem: Problem, data: Any) -> None:
    filters = problem.weight.shape[1] * problem.groups
    transposed = TransposedProblem(
        data.draw(elements(problem.input.dtype.name)((len(problem.input), len(problem.weight), *problem.size))),
        problem.weight,
        data.draw(st.none() | elements(problem.input.dtype.name)((filters,))),
        problem.stride,
        problem.padding,
        problem.dilation,
        problem.groups,
        output_padding=tuple(data.draw(st.integers(0, stride - 1)) for stride in problem.strides),
    )
    hypothesis.assume(min(transposed.output_size) > 0)
    found = subject.transposed(transposed)
    operands = tensors(transposed.input, transposed.weight, transposed.bias)
    close(found, CONV_TRANSPOSE[problem.rank](*operands, **arguments(transposed)))


def train_is_gradient_descent(subject: Subject, problem: Problem, data: Any) -> None:
    layer = Problem(problem.input[:, : problem.weight.shape[1]], problem.weight)
    target = data.draw(elements(problem.input.dtype.name)(layer.output_shape))
    rate, steps = data.draw(st.sampled_from([0.001, 0.01])), data.draw(few)
    learned, losses = subject.train(layer.input, target, layer.weight, rate, steps)
    input, target, weight = tensors(layer.input, target, layer.weight)
    expected = []
    for _ in range(steps):
        weight = weight.detach().requires_grad_()
        loss = ((CONV[problem.rank](input, weight) - target) ** 2).sum()
        expected.append(loss)
        weight = weight - rate * torch.autograd.grad(loss, weight)[0]
    close(learned, weight)
    close(losses, torch.stack(expected))


TESTS: dict[OperationName, Callable[..., Any]] = {
    "correlate": correlate_is_conv,
    "convolve": convolve_is_conv_of_the_flipped,
    "gradients": gradients_are_autograds,
    "transposed": transposed_is_conv_transpose,
    "train": train_is_gradient_descent,
}


def peer() -> Peer:
    cases: dict[str, list[Case]] = {operation: [case(operation, rank) for rank in CONV] for operation in TESTS}
    return Peer("Hypothesis and allclose", f"hypothesis {hypothesis.__version__}", WHAT, cases)


def case(operation: OperationName, rank: int) -> Case:
    def replayed(subject: Subject) -> None:
        claims = subject.claims(operation)
        dtypes = sorted({"float32", "float64"} & set(claims.dtypes))
        if rank not in claims.ranks or not dtypes:
            raise NotClaimed

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(problems(rank, dtypes), st.data())
        def test(problem: Problem, data: Any) -> None:
            try:
                TESTS[operation](subject, problem, data)
            except NotClaimed:
                hypothesis.reject()

        try:
            test()
        except Unsatisfiable as error:
            raise NotClaimed from error

    return Case(f"{TESTS[operation].__name__} in {rank}-D", replayed, EXAMPLES)
