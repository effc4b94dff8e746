"""Locating: finds the implementation that somebody has typed."""

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from ..contract.configuration import Unconfigured
from ..contract.implementation import Implementation

DEFAULT = "IMPLEMENTATION"


class NotFound(Exception):
    """What was typed names no implementation; the message says what to type instead."""


class NotInstalled(Exception):
    """The implementation exists, and the library that it needs is not installed."""


def rows() -> list[str]:
    """The names of the rows in the folder `impls` of the current directory."""
    return sorted(path.stem for path in Path("impls").glob("[a-z]*.py"))


def locate(typed: str) -> Implementation:
    """The implementation that `typed` names: a row, `package.module:NAME`, or `path/to/file.py[:NAME]`.

    Raises NotFound where there is none, and NotInstalled where a library that it imports is missing.
    """
    where, _, name = typed.partition(":")
    try:
        module = _module(where)
    except (NotFound, Unconfigured):
        raise
    except ModuleNotFoundError as missing:
        if missing.name is None:
            # Not from an import: the row itself looked for something, and says what it is and how it is installed.
            raise NotInstalled(f"{typed} needs {missing}") from missing
        # A row may have the name of its library.
        wanted = f"impls.{where}" if where in rows() else where
        if wanted.startswith(missing.name):
            raise NotFound(f"there is no module called {missing.name}") from missing
        library = missing.name.partition(".")[0]
        raise NotInstalled(
            f"{typed} needs {library}, which is not installed: python -m pip install {library}"
        ) from missing
    except (Exception, SystemExit) as error:
        raise NotFound(f"{where} cannot be imported: {type(error).__name__}: {error}") from error
    found = getattr(module, name or DEFAULT, None)
    if isinstance(found, Implementation):
        return found
    there = [key for key, value in vars(module).items() if isinstance(value, Implementation)]
    hint = f"it has {', '.join(there)}: type {where}:{there[0]}" if there else f"define {DEFAULT} = Implementation(…)"
    if found is None:
        raise NotFound(f"{where} has no {name or DEFAULT}; {hint}")
    raise NotFound(f"{name or DEFAULT} in {where} is a {type(found).__name__}, not an Implementation; {hint}")


def _module(where: str) -> ModuleType:
    # An adapter may say `from corrspec import Implementation` in the checkout too, where this package is called spec.
    sys.modules.setdefault("corrspec", sys.modules[(__package__ or "spec").partition(".")[0]])
    # The module may lie in the current directory, however this program was started.
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    if where in rows():
        return importlib.import_module(f"impls.{where}")
    if where.endswith(".py"):
        return _module_in_file(Path(where))
    if "." in where:
        return importlib.import_module(where)
    known = f"rows here are {', '.join(rows())}; or " if rows() else ""
    raise NotFound(f"no implementation is called {where!r}; {known}type package.module:NAME or path/to/file.py")


def _module_in_file(path: Path) -> ModuleType:
    path = path.resolve()
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    root, parts = path.parent, [path.stem]
    while (root / "__init__.py").is_file():
        root, parts = root.parent, [root.name, *parts]
    if str(root) not in sys.path:
        sys.path.append(str(root))
    if len(parts) > 1:
        return importlib.import_module(".".join(parts))
    # A file outside any package is loaded under a name of its own, so that it hides no library.
    name = f"corrspec_file_{path.stem}"
    found = importlib.util.spec_from_file_location(name, path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module
