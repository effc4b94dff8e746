"""Coverage in a terminal: what a run has seen of the space of problems."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..drawing.coverage import Coverage


def coverage_tables(coverage: Coverage) -> RenderableType:
    """The levels of each factor, and the percentage of the pairs of levels of two factors that occurred together."""
    names = coverage.factors
    levels = Table(box=None, pad_edge=False, show_header=False)
    pairs = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    pairs.add_column()
    for number, name in enumerate(names, 1):
        shares = ", ".join(f"{level} {100 * share:.0f}%" for level, share in coverage.shares(name))
        levels.add_row(str(number), Text(name, style="bold"), shares)
        pairs.add_column(str(number), justify="right")
    for number, name in enumerate(names, 1):
        percentages = []
        for other in names[: number - 1]:
            seen, possible = coverage.pairs(name, other)
            percentages.append(Text(str(100 * seen // possible), style="" if seen == possible else "yellow"))
        pairs.add_row(Text.assemble(f"{number} ", (name, "bold")), *percentages, Text("–", style="dim"))
    return Group(levels, Text(), pairs)
