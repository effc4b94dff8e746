"""Libraries: the distributions that the file of a row imports, and their versions."""

import ast
import importlib.metadata
import inspect
import sys
from collections.abc import Collection
from functools import cache
from importlib.util import resolve_name
from types import ModuleType

from .implementation import Implementation


def package_of(module: ModuleType) -> str:
    """The package that relative imports in a module start from."""
    return module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]


def origin(statement: ast.ImportFrom, package: str) -> str:
    """The whole name of the module that a statement in `package` imports from."""
    relative = "." * statement.level + (statement.module or "")
    return resolve_name(relative, package) if statement.level else relative


OURS = {"impls", "corrspec", (__package__ or "spec").partition(".")[0]}
"""The top-level names that are no libraries: the rows and this project."""


def libraries(row: Implementation) -> dict[str, str]:
    """The versions of the distributions that the row, or its helpers in the folder of rows, imports, and those that it
    gives itself.
    """
    return versions(imported(row)) | dict(row.versions)


@cache
def imported(row: Implementation) -> frozenset[str]:
    """The top-level modules of libraries that the row, or its helpers in the folder of rows, imports."""
    seen: dict[str, ModuleType] = {}
    waiting = homes(row)
    names = {"numpy"}
    while waiting:
        module = waiting.pop()
        if module.__name__ in seen:
            continue
        seen[module.__name__] = module
        for name in _imported(module):
            root = name.partition(".")[0]
            if root == "impls" and name in sys.modules:
                waiting.append(sys.modules[name])
            elif root in sys.modules and root not in OURS:
                names.add(root)
    return frozenset(names)


def homes(row: Implementation) -> list[ModuleType]:
    """The modules in which a name is bound to the row."""
    modules = [module for module in list(sys.modules.values()) if isinstance(module, ModuleType)]
    return [module for module in modules if any(value is row for value in list(vars(module).values()))]


def versions(names: Collection[str]) -> dict[str, str]:
    """The versions of the distributions that modules of these names belong to."""
    found = {_distribution(name) for name in names if name not in sys.stdlib_module_names}
    return {name: importlib.metadata.version(name) for name in sorted(filter(None, found))}


@cache
def _distribution(module: str) -> str:
    """The distribution that a module belongs to, if any. Its own name is tried first: a look at all takes long."""
    try:
        importlib.metadata.version(module)
    except importlib.metadata.PackageNotFoundError:
        return _distributions().get(module, [""])[0]
    return module


@cache
def _distributions() -> dict[str, list[str]]:
    """The installed distributions, by the modules that they provide."""
    return dict(importlib.metadata.packages_distributions())


def _imported(module: ModuleType) -> set[str]:
    """The modules that a module's source imports, at its top or in its functions."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError):
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            home = origin(node, package_of(module))
            names |= {home} | {f"{home}.{alias.name}" for alias in node.names}
    return names
