"""Changes of the specification's own code that no test can notice, because nothing is wrong with them."""

UNTESTED: dict[tuple[str, str, str], str] = {}
"""The module, a line of it, and what cosmic-ray makes of the line; and why that is no fault."""
