"""The parts of hand-written pages that are made: `<!-- drawn here: NAME -->` stands for one."""

import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from spec import definition
from spec.cli.check import BREAKS
from spec.definition.geometry import PADDINGS, output_size
from spec.definition.problem import Problem
from spec.display import figure
from spec.laws.examples import RAMP, SQUARE
from tests.processes import run

ROOT = Path(__file__).parent.parent
PLACE = re.compile(r"<!-- drawn here: (\w+) -->")


def with_parts(text: str, site: Path) -> str:
    """`text` with its parts put in. `site` is where the book is built."""
    return PLACE.sub(lambda place: PARTS[place[1]](site), text)


def _html(markup: str) -> str:
    return f"```{{raw}} html\n{markup}\n```"


def _drawn(problem: Problem) -> str:
    return str(figure.problem(problem, definition.correlate(problem)))


def the_sum(site: Path) -> str:
    """The textbook's first example."""
    return _html(_drawn(Problem(np.array([[RAMP]]), np.array([[SQUARE]]))))


def same(site: Path) -> str:
    """same_upper against same_lower, where a kernel is even."""
    line, pair = np.array([[[[1, 2, 3, 4]]]]), np.array([[[[1, 10]]]])
    return "\n\n".join(
        f"`{name}`: the odd zero comes {where}\n\n{_html(_drawn(Problem(line, pair, padding=name)))}"
        for name, where in (("same_upper", "after"), ("same_lower", "before"))
    )


def _table(columns: list[str], rows: Iterable[Iterable[object]]) -> str:
    lines: list[Iterable[object]] = [columns, ["---:"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def sizes(site: Path) -> str:
    """Output sizes without a padding."""
    kernels = [(3, 1), (3, 2), (2, 1), (5, 1), (1, 1)]
    columns = ["size", *(f"k={kernel}, s={s}, d={d}" for kernel, d in kernels for s in (1, 2))]
    rows = [
        [size, *(output_size(size, kernel, s, (0, 0), d) for kernel, d in kernels for s in (1, 2))]
        for size in range(1, 9)
    ]
    return _table(columns, rows)


def paddings(site: Path) -> str:
    """What the named paddings stand for, and the sizes that they lead to."""
    columns = ["size", "kernel", "stride", "dilation", *(f"`{name}`" for name in PADDINGS)]
    rows: list[list[object]] = []
    for size, kernel, stride, dilation in GEOMETRIES:
        row: list[object] = [size, kernel, stride, dilation]
        for rule in PADDINGS.values():
            pair = rule(size, kernel, stride, dilation)
            row.append(f"{pair[0]}, {pair[1]} → {output_size(size, kernel, stride, pair, dilation)}")
        rows.append(row)
    return _table(columns, rows)


GEOMETRIES = [
    (size, kernel, stride, dilation)
    for size, kernel in ((4, 2), (5, 3), (6, 3), (6, 4))
    for stride in (1, 2, 3)
    for dilation in (1, 2)
]


def doors(site: Path) -> str:
    """The three ways in."""
    matrix = (site / "matrix" / "index.html").exists()
    see = (
        '<a href="matrix/index.html"><strong>See the matrix</strong><span>Every library against every law.</span></a>'
        if matrix
        else '<a href="verdicts.html"><strong>See the rows</strong><span>Every library against every law, as recorded. '
        "<code>python -m spec report</code> makes the matrix, with every failure.</span></a>"
    )
    return _html(
        '<nav class="doors" aria-label="Ways in">\n'
        '<a href="chapters/index.html"><strong>Read the laws</strong><span>In the order of learning.</span></a>\n'
        f"{see}\n"
        '<a href="check.html"><strong>Check yours</strong><span>Three lines, or one command.</span></a>\n</nav>'
    )


SHOWN = (
    "agrees_with_the_definition",
    "output_shape_follows_the_formula",
    "correlation_is_im2col_times_the_weight",
    "linear_in_the_input",
    "an_output_depends_only_on_its_window",
)
"""A few laws, so that a page can show the outcome."""


def failure(site: Path) -> str:
    """What `check` says of a kernel with a mistake, up to the second law that is broken."""
    laws = [f"--law={law}" for law in SHOWN]
    command = [sys.executable, "-m", "spec", "check", "thirdparty/wrong.py", *laws]
    done = run(command, cwd=ROOT, env=os.environ | {"COLUMNS": "100"})
    if done.returncode != BREAKS:
        raise RuntimeError(f"thirdparty/wrong.py was to break a law: {done.stdout}{done.stderr}")
    before, first, *others = done.stdout.partition("\n\nthirdparty")
    shown = before + first + others[0].partition("\n\n")[0]
    as_installed = shown.replace("python -m spec", "corrspec").replace("thirdparty/", "")
    return f"```console\n$ corrspec check wrong.py\n{as_installed}\n\n…\n```"


PARTS: dict[str, Callable[[Path], str]] = {
    part.__name__: part for part in (the_sum, same, sizes, paddings, doors, failure)
}
"""Every part by its name."""
