"""Coverage in a terminal: what a run has seen of the space of problems."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..drawing.coverage import Coverage


def coverage_tables(coverage: Coverage) -> RenderableType:
    """The levels of each factor, and how often the rarest pair of levels of two factors occurred together."""
    names = coverage.factors
    levels = Table(box=None, pad_edge=False, show_header=False)
    pairs = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    pairs.add_column()
    for number, name in enumerate(names, 1):
        shares = ", ".join(f"{level} {100 * share:.0f}%" for level, share in coverage.shares(name))
        levels.add_row(str(number), Text(name, style="bold"), shares)
        pairs.add_column(str(number), justify="right")
    for number, name in enumerate(names, 1):
        rarest = [min(coverage.counts(name, other)) for other in names[: number - 1]]
        shown = [Text(str(count), style="" if count else "yellow") for count in rarest]
        pairs.add_row(Text.assemble(f"{number} ", (name, "bold")), *shown, Text("–", style="dim"))
    return Group(levels, Text(), pairs)
