"""The rows of the matrix: one algorithm or library per file.

A file here is a row. It is named after the algorithm or the library and defines `IMPLEMENTATION`; a name that
begins with an underscore is a helper of its neighbours. `discover` lists the folder, and nothing is registered
anywhere else. What libraries would choose by the processor is chosen before any of them is imported (`_configuration`).
"""

from importlib import import_module
from pathlib import Path

from spec import Implementation, configure

from ._configuration import CONFIGURATION

configure(**CONFIGURATION)


def discover() -> list[str]:
    """The names of all rows, installed or not."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def load(name: str) -> Implementation:
    """The row called `name`. Raises ModuleNotFoundError where the library that it needs is not installed."""
    implementation: Implementation = import_module(f"{__name__}.{name}").IMPLEMENTATION
    return implementation
