"""The laws, one chapter a file, in the order in which one reads them.

`law` says what a law is, and `equality` when its two sides are equal. Files that several chapters use start with an
underscore; `theory` holds what they cite. `rehearsal` runs a law with the definition's answers.

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
