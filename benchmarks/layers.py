"""What it costs to check a layer: contracting its output and probing it, against computing it.

    python -m benchmarks.layers

Every layer of the table is computed by torch as the specification calls it, on one thread, for a batch of 16. The two
checks are the laws themselves, told an output that was computed before: what they do beside calling the row. All take
turns.
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", VECLIB_MAXIMUM_THREADS="1")
# Speed is not to be had from oneDNN's older kernels, which the rows of torch are held to otherwise.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "ALL")
# Read when NumPy and torch are imported, and therefore set before.

from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any

from rich.console import Console

import impls
from spec import LAWS, Descriptor, Implementation
from spec.checking.difference import difference
from spec.contract.subject import Subject
from spec.drawing.layers import LAYERS

from ._measuring import alternating, table
from .speed import call

ROUNDS = 11

BATCH = 16

ROW = "torch"
"""What computes each layer, and what the checks are measured by."""

CHECKS = ("contracting_the_output_contracts_the_operands", "a_single_output_is_its_window_times_its_filter")
"""The laws that look at an output. The third of the chapter computes it twice and does nothing else."""


def main() -> None:
    title = f"one thread, float32, batches of {BATCH}, medians of {ROUNDS} rounds"
    figures = table(title, "layer", f"{ROW} ms", "contraction ms", "probes ms", "checks / torch")
    row = impls.load(ROW)
    for layer in LAYERS:
        shape = BATCH, *layer.descriptor.input_shape[1:]
        descriptor = replace(layer.descriptor, input_shape=shape)
        tasks = [call(row, descriptor.problem()), *(check(law, descriptor, row) for law in CHECKS)]
        for warm_up in tasks:
            warm_up()
        spent = [1000 * median(seconds) for seconds in alternating(tasks, ROUNDS)]
        figures.add_row(layer.name, *(f"{ms:.2f}" for ms in spent), f"{sum(spent[1:]) / spent[0]:.2f}")
    Console(highlight=False).print(figures)


def check(law: str, descriptor: Descriptor, row: Implementation) -> Callable[[], Any]:
    """The question whether `law` holds for the output of `row`, which is computed beforehand."""
    output = call(row, descriptor.problem())()

    def told(
        input: Any, weight: Any, *, bias: Any, stride: Any, padding: Any, boundary: Any, dilation: Any, groups: Any
    ) -> Any:
        return output

    subject = Subject(Implementation("told", told), law)

    def ask() -> None:
        if found := difference(LAWS[law](subject, descriptor)):
            raise ValueError(f"{row.name} breaks {law} on {descriptor}: {found.summary}")

    return ask


if __name__ == "__main__":
    main()
