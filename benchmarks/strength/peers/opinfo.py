"""PyTorch's OpInfo: the samples with which its own tests call conv1d to conv3d and conv_transpose1d to 3d."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from torch.testing import assert_close
from torch.testing._internal.common_methods_invocations import op_db

from impls import _configuration as _configuration
from spec import Problem, TransposedProblem
from spec.contract.outcomes import NotClaimed, Rejection
from spec.contract.subject import Subject

from ._peer import Case, Peer, fresh, label

RANKS = (1, 2, 3)

DTYPES = {"correlate": (torch.float32, torch.float64, torch.complex128), "gradients": (torch.float32, torch.float64)}
DTYPES["transposed"] = DTYPES["correlate"]

WHAT = """\
The sample inputs of `nn.functional.conv1d` to `conv3d` and `conv_transpose1d` to `conv_transpose3d` in float32,
float64 and complex128, made under seed 0, and of the first three, which alone have them, the error inputs, which must
be refused. The reference is PyTorch on the same operands; `torch.testing.assert_close` compares shape, dtype, and
values at its default tolerances (float32: rtol = 1.3·10⁻⁶, atol = 10⁻⁵; float64: both 10⁻⁷). Granted: a sample without
a batch is handed over as a batch of one, and the samples in float32 and float64 serve for gradients too, which are
compared with autograd's for a random cotangent. Left out are error inputs that the specification does not call
invalid: operands of different dtypes, and `same` with a stride. There is nothing for learning or the flipped
convolution."""


def peer() -> Peer:
    cases = {
        "correlate": [*values("correlate"), *errors()],
        "gradients": list(gradients()),
        "transposed": list(values("transposed")),
    }
    return Peer("PyTorch OpInfo", f"torch {torch.__version__}", WHAT, cases)


def infos(operation: str) -> Iterator[tuple[int, Any]]:
    """The rank and the OpInfo of every function that computes `operation`."""
    function = "conv_transpose" if operation == "transposed" else "conv"
    named = {info.name: info for info in op_db}
    for rank in RANKS:
        yield rank, named[f"nn.functional.{function}{rank}d"]


def samples(operation: str, **options: Any) -> Iterator[tuple[int, Any, Any]]:
    """The rank, the OpInfo and one sample, for all of them."""
    for rank, info in infos(operation):
        for dtype in DTYPES[operation]:
            torch.manual_seed(0)
            for sample in info.sample_inputs("cpu", dtype, **options):
                yield rank, info, batched(sample)


def batched(sample: Any) -> Any:
    """The sample with a batch of one, where it has none."""
    if sample.input.ndim == sample.args[0].ndim - 1:
        sample.input = sample.input.detach()[None].requires_grad_(sample.input.requires_grad)
    return sample


def call(rank: int, sample: Any, kind: Any) -> Any:
    """A sample as a Problem or a TransposedProblem. A list with one entry stands for all axes, as in PyTorch."""

    def each(value: Any) -> tuple[int, ...]:
        values = (value,) if isinstance(value, int) else tuple(value)
        return values * rank if len(values) == 1 else values

    arguments = dict(sample.kwargs)
    names = {"same": "same_upper", "valid": "valid"}
    padding = arguments.get("padding", 0)
    found = {
        "stride": each(arguments.get("stride", 1)),
        "dilation": each(arguments.get("dilation", 1)),
        "groups": arguments.get("groups", 1),
        "padding": names[padding] if isinstance(padding, str) else tuple((n, n) for n in each(padding)),
    }
    if kind is TransposedProblem:
        found["output_padding"] = each(arguments.get("output_padding", 0))
    weight, bias = sample.args
    bias = None if bias is None else bias.detach().numpy()
    return kind(sample.input.detach().numpy(), weight.detach().numpy(), bias, **found)


def tensor(answer: Any) -> torch.Tensor:
    """An answer as a tensor: of a copy, since an array may have steps backwards."""
    return torch.from_numpy(answer.copy())


def values(operation: str) -> Iterator[Case]:
    kind = TransposedProblem if operation == "transposed" else Problem
    for rank, info, sample in samples(operation):
        yield value(operation, call(rank, sample, kind), info.op(sample.input, *sample.args, **sample.kwargs))


def value(operation: str, problem: Any, expected: torch.Tensor) -> Case:
    def replayed(subject: Subject) -> None:
        assert_close(tensor(getattr(subject, operation)(fresh(problem))), expected)

    return Case(label(problem), replayed)


def errors() -> Iterator[Case]:
    for rank, info in infos("correlate"):
        torch.manual_seed(0)
        for error in info.error_inputs("cpu"):
            sample = batched(error.sample_input)
            operands = [tensor for tensor in (sample.input, *sample.args) if tensor is not None]
            problem = call(rank, sample, Problem)
            if len({tensor.dtype for tensor in operands}) == 1 and problem.invalidity():
                yield refusal(problem)


def refusal(problem: Problem) -> Case:
    def replayed(subject: Subject) -> None:
        claims = subject.claims("correlate")
        if problem.rank not in claims.ranks or problem.input.dtype.name not in claims.dtypes:
            raise NotClaimed
        if not isinstance(subject.attempt(fresh(problem)), Rejection):
            raise AssertionError(problem.invalidity())

    return Case(f"invalid {label(problem)}", replayed)


def gradients() -> Iterator[Case]:
    for rank, info, sample in samples("gradients", requires_grad=True):
        weight, bias = sample.args
        if bias is None:
            bias = torch.zeros(len(weight), dtype=weight.dtype, requires_grad=True)
        output = info.op(sample.input, weight, bias, **sample.kwargs)
        cotangent = torch.randn_like(output)
        expected = torch.autograd.grad(output, (sample.input, weight, bias), cotangent)
        # Nobody's gradients depend on the bias, and no row is handed one here.
        yield gradient(replace(call(rank, sample, Problem), bias=None), cotangent.numpy(), expected)


def gradient(problem: Problem, cotangent: Any, expected: tuple[torch.Tensor, ...]) -> Case:
    def replayed(subject: Subject) -> None:
        found = subject.gradients(fresh(problem), cotangent.copy())
        assert_close(tuple(map(tensor, found)), expected)

    return Case(label(problem), replayed)
