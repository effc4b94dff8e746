"""ONNX's backend tests: every model that the package ships and that is one Conv or ConvTranspose and nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx.backend.test.loader import load_model_tests
from onnx.backend.test.runner import Runner
from onnx.numpy_helper import to_array

from spec import Problem, TransposedProblem
from spec.contract.subject import Subject

from ._peer import Case, Peer, fresh

Array = np.ndarray[Any, Any]

KINDS = ("node", "pytorch-converted", "pytorch-operator")
"""The suites of which the data are part of the package; the others are downloaded, and are whole networks."""

OPERATIONS = {"Conv": "correlate", "ConvTranspose": "transposed"}

WHAT = """\
Every backend test that the package ships and whose model is one Conv or ConvTranspose: the node tests, and those that
were converted from PyTorch's of 2017, in one to three dimensions. All of them are in float32, with one expected output
each. Compared as ONNX's runner does: shape, dtype, and `assert_allclose` with rtol = 10⁻³ and atol = 10⁻⁷. An
`output_shape` is translated to the padding, or output padding, that it stands for. Models in which a Conv is one of
several nodes are left out, and there is nothing for gradients, learning, or the flipped convolution."""


def peer() -> Peer:
    cases: dict[str, list[Case]] = {operation: [] for operation in OPERATIONS.values()}
    for test, model, inputs, outputs in models():
        (node,) = model.graph.node
        constants = {constant.name: to_array(constant) for constant in model.graph.initializer}
        names = [value.name for value in model.graph.input if value.name not in constants]
        named = constants | dict(zip(names, inputs, strict=True))
        attributes = {entry.name: onnx.helper.get_attribute_value(entry) for entry in node.attribute}
        problem = call(node.op_type, [named[name] for name in node.input], attributes)
        operation = OPERATIONS[node.op_type]
        cases[operation].append(Case(test.name, replay(operation, problem, outputs, test.rtol, test.atol)))
    return Peer("ONNX backend tests", f"onnx {onnx.__version__}", WHAT, cases)


def models() -> Iterator[tuple[Any, Any, list[Array], list[Array]]]:
    """Every test of a single node: the test, its model, and each data set's inputs and expected outputs."""
    for kind in KINDS:
        for test in sorted(load_model_tests(kind=kind), key=lambda test: test.name):
            model = test.model or onnx.load(Path(test.model_dir, "model.onnx"))
            if len(model.graph.node) != 1 or model.graph.node[0].op_type not in OPERATIONS:
                continue
            for inputs, outputs in test.data_sets or shipped(test):
                yield test, model, list(inputs), list(outputs)


def shipped(test: Any) -> Iterator[tuple[list[Array], list[Array]]]:
    """The data sets of a test that lies in a folder."""
    for folder in sorted(Path(test.model_dir).glob("test_data_set_*")):
        inputs, outputs = (
            [to_array(onnx.load_tensor(path)) for path in sorted(folder.glob(f"{kind}_*.pb"))]
            for kind in ("input", "output")
        )
        yield inputs, outputs


def call(op: str, operands: list[Array], attributes: dict[str, Any]) -> Problem | TransposedProblem:
    """A node as the specification's call."""
    input, weight, *rest = operands
    bias, rank = rest[0] if rest else None, input.ndim - 2
    found: dict[str, Any] = {
        "stride": tuple(attributes.get("strides", (1,) * rank)),
        "dilation": tuple(attributes.get("dilations", (1,) * rank)),
        "groups": attributes.get("group", 1),
        "padding": padding(rank, attributes),
    }
    if op == "Conv":
        return Problem(input, weight, bias, **found)
    transposed = TransposedProblem(
        input, weight, bias, **found, output_padding=tuple(attributes.get("output_padding", (0,) * rank))
    )
    if "output_shape" not in attributes:
        return transposed
    surplus = [n - wanted for n, wanted in zip(transposed.output_size, attributes["output_shape"], strict=True)]
    cut = tuple((max(0, n) // 2, max(0, n) - max(0, n) // 2) for n in surplus)
    behind = tuple(n + max(0, -more) for n, more in zip(transposed.output_paddings, surplus, strict=True))
    return TransposedProblem(input, weight, bias, **found | {"padding": cut}, output_padding=behind)


def padding(rank: int, attributes: dict[str, Any]) -> Any:
    named = attributes.get("auto_pad", b"NOTSET").decode().lower()
    if named != "notset":
        return named
    pads = attributes.get("pads", (0,) * 2 * rank)
    return tuple(zip(pads[:rank], pads[rank:], strict=True))


def replay(
    operation: str, problem: Problem | TransposedProblem, outputs: list[Array], rtol: float, atol: float
) -> Callable[[Subject], None]:
    def replayed(subject: Subject) -> None:
        output = getattr(subject, operation)(fresh(problem))
        Runner.assert_similar_outputs(outputs, [output], rtol=rtol, atol=atol)

    return replayed
