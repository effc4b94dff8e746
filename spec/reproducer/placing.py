"""Placing: finds the name that a function has at the top level of a module."""

import functools
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MethodType, ModuleType
from typing import Any

from .scopes import Unbundled

Function = Callable[..., Any]

ROWS = "impls"
"""The folder of rows."""


@dataclass(frozen=True)
class Place:
    """A name at the top level of a module, and perhaps an attribute of it, such as a method."""

    module: str
    name: str
    attribute: str = ""


def place(function: Function, homes: Iterable[str] = ()) -> Place:
    """The place of a function, or of the object that it is a method of. This is in the function's own module, unless
    that is a library's; or in one of `homes`, which may import it; or in a row. Raises Unbundled where there is none.
    """
    own = getattr(function, "__module__", None) or ""
    rows = [name for name in sys.modules if name.startswith(f"{ROWS}.")]
    first = [] if _is_of_a_library(own) else [own]
    for module in dict.fromkeys([*first, *homes, *rows, own]):
        there = vars(sys.modules[module]) if module in sys.modules else {}
        for name, value in list(there.items()):
            if value is function:
                return Place(module, name)
            if isinstance(function, MethodType) and value is function.__self__:
                return Place(module, name, function.__name__)
    raise Unbundled(_reason(function))


def _is_of_a_library(name: str) -> bool:
    """Whether a module is installed, is part of Python, or has no source."""
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None) if isinstance(module, ModuleType) else None
    if file is None or not file.endswith(".py"):
        return True
    installed = {sysconfig.get_path(key) for key in ("stdlib", "purelib", "platlib")}
    return any(Path(file).is_relative_to(folder) for folder in installed)


def _reason(function: Function) -> str:
    standing = "stands under no name at the top level of a module"
    if isinstance(function, functools.partial):
        return f"a functools.partial of {_called(function.func)} {standing}"
    if isinstance(function, MethodType):
        return f"the object that {_called(function)} is a method of {standing}"
    if "<locals>" in getattr(function, "__qualname__", ""):
        return f"{_called(function)} was made by a call, and {standing}"
    return f"{_called(function)} {standing}"


def _called(function: Function) -> str:
    name: str = getattr(function, "__qualname__", "") or f"an object of the class {type(function).__qualname__}"
    return "a lambda" if name == "<lambda>" else name
