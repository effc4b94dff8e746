"""The laws, one chapter a file, in the order in which one reads them.

`law` says what a law is, and `equality` when its two sides are equal. What several chapters use starts with an
underscore; what they cite is in `theory`. `rehearsal` answers what a law asks by the definition.

May import: definition, operands, contract.
"""

from importlib import import_module

from .law import LAWS

__all__ = ["CHAPTERS", "LAWS"]

CHAPTERS = (
    "definition",
    "shape",
    "symmetry",
    "convolution",
    "matrix",
    "algebra",
    "complex",
    "window",
    "boundary",
    "channels",
    "locality",
    "special",
    "layers",
    "gradient",
    "backward",
    "transposed",
    "transposed_size",
    "learning",
    "numerics",
    "validity",
    "memory",
    "conduct",
    "history",
)
"""The reading order. Each chapter's laws enter the registry as it is imported; a test compares this with the folder."""

for _chapter in CHAPTERS:
    import_module(f"{__name__}.{_chapter}")
