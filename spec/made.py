"""Made: when a report was made, and on what."""

import ast
import importlib.metadata
import inspect
import platform
import re
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType

from .configuration import configuration
from .implementation import Implementation
from .report import Claimed, Made
from .scopes import origin, package_of
from .version import VERSION

OURS = {"impls", "corrspec", (__package__ or "spec").partition(".")[0]}
"""Where no library comes from."""


def made(row: Implementation) -> Made:
    """The time, this machine, and the versions of the libraries that the file of the row imports."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    here = platform.python_version(), f"{platform.system()} {platform.machine()}"
    chosen = configuration(imported(row))
    return Made(when, *here, libraries(row), VERSION, processor(), chosen)


def processor() -> str:
    """The name of this machine's processor, if it has one."""
    about = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.+)", about.read_text(encoding="utf-8"), re.M) if about.exists() else []
    return names[0] if names else platform.processor()


def claimed(row: Implementation) -> dict[str, Claimed]:
    """What the row claims of each operation."""
    return {
        name: Claimed(
            tuple(sorted(claims.ranks)),
            tuple(sorted(claims.dtypes)),
            tuple(sorted(claims.forms)),
            tuple(sorted(claims.boundaries)) if "boundary" in claims.features else (),
            tuple(sorted(claims.features)),
        )
        for name, claims in row.operations.items()
    }


def libraries(row: Implementation) -> dict[str, str]:
    """The distributions that the row imports, with its helpers in the folder of rows, and their versions."""
    return versions(imported(row))


@cache
def imported(row: Implementation) -> frozenset[str]:
    """The top-level modules of libraries that the row imports, with its helpers in the folder of rows."""
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
    """The modules that have the row under a name."""
    modules = [module for module in list(sys.modules.values()) if isinstance(module, ModuleType)]
    return [module for module in modules if any(value is row for value in list(vars(module).values()))]


def versions(names: Collection[str]) -> dict[str, str]:
    """The versions of the distributions that modules of these names belong to."""
    found = {_distribution(name) for name in names if name not in sys.stdlib_module_names}
    return {name: importlib.metadata.version(name) for name in sorted(filter(None, found))}


@cache
def _distribution(module: str) -> str:
    """The distribution that a module belongs to, if any: most often one of its name, and to look at all takes long."""
    try:
        importlib.metadata.version(module)
    except importlib.metadata.PackageNotFoundError:
        return _distributions().get(module, [""])[0]
    return module


@cache
def _distributions() -> dict[str, list[str]]:
    """What is installed, by the name that it is imported by."""
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
