"""Implementations that are wrong on purpose: what the laws are tested with.

A file here holds mutants of one kind, and `discover` lists the folder. `laws_*.py` hold at least one mutant for
every law, `reports_*.py` re-create faults that were reported of real libraries, each citing its report,
`systematic_*.py` enumerate what can be wrong with each part of the sum, and `blind_*.py` are like those that someone
wrote who had seen neither laws nor mutants, and that the laws of the day let pass.
"""

from importlib import import_module
from pathlib import Path

from ._mutant import MUTANTS, Mutant, faultless

__all__ = ["Mutant", "discover", "faultless", "named"]


def discover() -> list[Mutant]:
    """Every mutant, in the order of the files and of the lines in them."""
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        import_module(f"{__name__}.{path.stem}")
    return list(MUTANTS.values())


def named(name: str) -> Mutant:
    """The mutant that is called so."""
    discover()
    return MUTANTS[name]
