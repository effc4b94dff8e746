"""What it costs to check a layer, there and back: contracting what an operation gives and probing it, against the
operation itself.

    python -m benchmarks.layers

Every layer of the table that torch takes is computed by torch as the specification calls it, on one thread, in batches
of four at least. The two checks of an operation are the laws themselves, told an answer that was computed before: what
they do beside calling the row. All take turns.
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", VECLIB_MAXIMUM_THREADS="1")
# Speed is not to be had from oneDNN's older kernels, which the rows of torch are held to otherwise.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "ALL")
# Read when NumPy and torch are imported, and therefore set before.

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

from rich.console import Console

import impls
from spec import LAWS, Descriptor, Implementation
from spec.checking.difference import difference
from spec.contract.operations import OperationName
from spec.contract.outcomes import NotClaimed
from spec.contract.subject import Subject
from spec.drawing.layers import LAYERS

from ._measuring import Function, alternating, table, wrapped

ROUNDS = 7

BATCH = 4

ROW = "torch"
"""What computes each layer, and what the checks are measured by."""

CHECKS: dict[OperationName, tuple[str, str]] = {
    "correlate": ("contracting_the_output_contracts_the_operands", "a_single_output_is_its_window_times_its_filter"),
    "gradients": (
        "contracting_the_gradients_contracts_the_cotangent",
        "a_single_element_of_a_gradient_is_its_own_sum",
    ),
    "transposed": (
        "contracting_the_stamps_contracts_the_operands",
        "a_single_transposed_output_is_the_sum_of_its_stamps",
    ),
}
"""The laws that look at what an operation gives. The third about `correlate` computes it twice and nothing else."""


def main() -> None:
    title = f"one thread, float32, batches of {BATCH} and more, medians of {ROUNDS} rounds: {ROW} ms, checks / {ROW}"
    figures = table(title, "layer", *(column for name in CHECKS for column in (name, "checks")))
    row = impls.load(ROW)
    for layer in LAYERS:
        items, *shape = layer.descriptor.input_shape
        descriptor = replace(layer.descriptor, input_shape=(max(BATCH, items), *shape))
        with suppress(NotClaimed):
            figures.add_row(layer.name, *(figure for laws in CHECKS.values() for figure in cost(row, laws, descriptor)))
    Console(highlight=False).print(figures)


def cost(row: Implementation, laws: tuple[str, str], descriptor: Descriptor) -> tuple[str, str]:
    """What `row` takes for what `laws` ask about a layer, in milliseconds, and how often that the laws take."""
    tasks = [task for law in laws for task in parts(row, law, descriptor)]
    for warm_up in tasks:
        warm_up()
    call, contraction, _, probes = (median(seconds) for seconds in alternating(tasks, ROUNDS))
    return f"{1000 * call:.1f}", f"{(contraction + probes) / call:.2f}"


def parts(row: Implementation, law: str, descriptor: Descriptor) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """The one call of `row` that `law` makes, and the law itself, to which its answer is told."""
    problem, asked = descriptor.problem(), list[tuple[Callable[[], Any], Any]]()

    def told(_: OperationName, function: Function) -> Function:
        def answer(*arrays: Any, **keywords: Any) -> Any:
            if not asked:
                call = partial(function, *arrays, **keywords)
                asked.append((call, call()))
            return asked[0][1]

        return answer

    subject = Subject(wrapped(row, told), law)

    def ask() -> None:
        if found := difference(LAWS[law].statement(subject, problem)):
            raise ValueError(f"{row.name} breaks {law} on {descriptor}: {found.summary}")

    ask()
    return asked[0][0], ask


if __name__ == "__main__":
    main()
