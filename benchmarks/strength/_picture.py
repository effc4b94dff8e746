"""The kill matrix as a picture."""

from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from spec import LAWS
from spec.contract.operations import OPERATIONS


def draw(found: dict[str, Any], path: Path) -> None:
    """A dot for every law (down, by chapter) that rejects a fault (across, by the operation that is wrong), as dark as
    it is soon. Of each operation, those faults come first that most laws reject.
    """
    laws, faults = list(found["laws"]), found["faults"]
    wrong = list(OPERATIONS)
    order = sorted(faults, key=lambda name: (wrong.index(faults[name]["operation"]), -len(faults[name]["kills"])))
    problems = np.full((len(laws), len(order)), np.nan)
    for column, name in enumerate(order):
        for law, (asked, _) in faults[name]["kills"].items():
            problems[laws.index(law), column] = asked
    figure = Figure(figsize=(13, 7), layout="constrained")
    axes = figure.subplots()
    dots = axes.imshow(problems, aspect="auto", interpolation="none", norm=LogNorm(1, 1000), cmap=colormaps["viridis"])
    _name(axes.yaxis, axes.axhline, [LAWS[law].chapter for law in laws])
    _name(axes.xaxis, axes.axvline, [faults[name]["operation"] for name in order])
    axes.set_xlabel(f"{len(order)} faults, by the operation that is wrong")
    axes.set_ylabel(f"{len(laws)} laws, by chapter")
    figure.colorbar(dots, label="problems until the law rejects the fault", pad=0.01)
    figure.savefig(path, dpi=110)


def _name(axis: Any, line: Any, kinds: list[str]) -> None:
    """Puts the name of every run of equal `kinds` beside its middle, and a line after its end."""
    ends, names = [0], []
    for kind, run in groupby(kinds):
        ends.append(ends[-1] + len(list(run)))
        names.append(kind)
    for end in ends[1:-1]:
        line(end - 0.5, color="0.6", linewidth=0.5)
    axis.set_ticks([(begin + end - 1) / 2 for begin, end in pairwise(ends)], names)
    axis.set_tick_params(length=0)
