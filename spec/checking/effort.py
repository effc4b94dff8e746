"""Effort: how many problems laws are asked about."""

from typing import Literal

Effort = Literal["brief", "quick", "standard", "deep"]

EXAMPLES: dict[Effort, int] = {"brief": 9, "quick": 39, "standard": 315, "deep": 3150}
"""Problems that each law is asked about; times its budget."""

POOLED: dict[Effort, int] = {"brief": 2, "quick": 9, "standard": 36, "deep": 144}
"""The same for an implementation that compiles: every new shape costs it a compilation."""

PASSES: dict[Effort, int] = {"brief": 1, "quick": 1, "standard": 4, "deep": 16}
"""How often a law about layers is asked about the small ones of them, and about half of the others."""
