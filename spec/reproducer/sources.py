"""Sources: modules as lists of statements, from which a program is copied."""

import ast
import importlib
import importlib.util
import inspect
import sys
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType

from ..contract.libraries import origin, package_of
from .scopes import Import, Names, Unbundled, names_in


@dataclass(frozen=True)
class Imported:
    """What an imported name stands for: `part` of the module `home`, or the module itself where there is no `part`."""

    home: str
    part: str = ""
    submodule: str = ""
    """The module `a.b` of `import a.b`, which binds only `a`."""

    def is_root(self, name: str) -> bool:
        """Whether the name is that of the module. All such imports of a name are equal."""
        return not self.part and self.home == name

    def spelled(self, called: str) -> str:
        """The statement that imports it under the name `called`."""
        if self.part:
            text = f"from {self.home} import {self.part}"
            return text if called == self.part else f"{text} as {called}"
        if self.submodule:
            if called != self.home:
                raise Unbundled(f"another thing is called {self.home}, and `import {self.submodule}` binds that name")
            return f"import {self.submodule}"
        return f"import {self.home}" if called == self.home else f"import {self.home} as {called}"


@dataclass(eq=False)
class Statement:
    """A statement at the top level of a module: its text, with the comments right above, and the names in it."""

    text: str
    names: Names
    package: str

    @property
    def tree(self) -> ast.stmt:
        return self.names.tree

    @cached_property
    def imported(self) -> dict[str, Imported]:
        """What its names stand for, if it is an import."""
        return imports(self.tree, self.package) if isinstance(self.tree, Import) else {}

    @cached_property
    def starred(self) -> frozenset[str]:
        """The names that its star imports bind."""
        stars = [node for node in self.names.imports if node.names[0].name == "*"]
        return frozenset().union(*(imports(node, self.package) for node in stars))

    @property
    def bound(self) -> frozenset[str]:
        """The names of the module that it binds."""
        return self.names.bound | self.starred

    @cached_property
    def acts(self) -> bool:
        """Whether it does something beside binding names. A change of `__all__` does not count."""
        return acts(self.tree) and not any(one.name == "__all__" for one in self.names.occurrences)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The parent of each of its nodes."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def local(self) -> frozenset[str]:
        """The names in it that are not the module's, or not everywhere."""
        own = {one.node for one in self.names.occurrences}
        others = [node for node in ast.walk(self.tree) if node not in own]
        names = {node.id for node in others if isinstance(node, ast.Name)}
        return frozenset(names | {node.arg for node in others if isinstance(node, ast.arg)})


@dataclass(eq=False)
class Source:
    """A module, as statements. Blocks for type checkers alone, or for running the file as a program, are left out."""

    module: ModuleType
    package: str
    docstring: str = ""
    future: list[str] = field(default_factory=list)
    """The names that it imports from `__future__`."""
    statements: list[Statement] = field(default_factory=list)

    def binders(self, name: str) -> list[int]:
        """The numbers of the statements that bind a name."""
        return [number for number, statement in enumerate(self.statements) if name in statement.bound]


@cache
def read(module: ModuleType) -> Source:
    """The source of a module. Raises Unbundled where there is no source to read."""
    text = _text(module)
    tree, lines = ast.parse(text), text.encode().split(b"\n")
    found = Source(module, package_of(module), ast.get_docstring(tree) or "")
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    found.future += [alias.name for node in futures for alias in node.names]
    end = 1, 0
    for node in tree.body:
        start = _start(node, end, lines)
        end = node.end_lineno or node.lineno, node.end_col_offset or 0
        if node not in futures and not _is_for_others(node):
            found.statements.append(_statement(found, _cut(lines, start, end)))
    return found


def imports(node: Import, package: str) -> dict[str, Imported]:
    """The names that an import binds; for a star, the public names of the module, if it is loaded."""
    found: dict[str, Imported] = {}
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            home = origin(node, package)
            given = _public(home) if alias.name == "*" else [alias.name]
            found |= {alias.asname or name: Imported(home, name) for name in given}
        elif alias.asname or "." not in alias.name:
            found[alias.asname or alias.name] = Imported(alias.name)
        else:
            root = alias.name.partition(".")[0]
            found[root] = Imported(root, submodule=alias.name)
    return found


def acts(statement: ast.AST) -> bool:
    """Whether a statement does something beside binding names and documenting the module."""
    match statement:
        case ast.Expr():
            return not isinstance(statement.value, ast.Constant)
        case ast.Assign() | ast.Delete():
            return any(not _is_names(target) for target in statement.targets)
        case ast.AugAssign() | ast.AnnAssign():
            return not _is_names(statement.target)
        case ast.If() | ast.For() | ast.While() | ast.Try() | ast.TryStar() | ast.With() | ast.Match():
            return any(map(acts, ast.iter_child_nodes(statement)))
        case ast.ExceptHandler() | ast.match_case():
            return any(map(acts, statement.body))
    return False


def _is_names(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return all(map(_is_names, target.elts))
    return _is_names(target.value) if isinstance(target, ast.Starred) else isinstance(target, ast.Name)


def loaded(name: str) -> ModuleType:
    """A module, imported now if it was not before."""
    return sys.modules.get(name) or importlib.import_module(name)


def is_submodule(home: str, part: str) -> bool:
    """Whether a part of a package is a submodule, and not another object that the package binds."""
    package = loaded(home)
    is_one = hasattr(package, "__path__") and importlib.util.find_spec(f"{home}.{part}") is not None
    return is_one and isinstance(getattr(package, part, sys), ModuleType)


def _text(module: ModuleType) -> str:
    try:
        return inspect.getsource(module)
    except (OSError, TypeError) as error:
        file = Path(getattr(module, "__file__", None) or "")
        if file.is_file() and not file.stat().st_size:
            return ""
        raise Unbundled(f"the source of {module.__name__} cannot be had: {error}") from error


def _statement(source: Source, text: str) -> Statement:
    try:
        return Statement(text, names_in(text, annotations="annotations" not in source.future), source.package)
    except SyntaxError as error:
        what = f"a statement of {source.module.__name__} cannot be read by itself"
        raise Unbundled(f"{what}: {error.msg}: {text.strip().splitlines()[0]}") from error


def _start(node: ast.stmt, end: tuple[int, int], lines: list[bytes]) -> tuple[int, int]:
    """Where a statement begins, after the end of the one before it: at its decorators, and the comments above them."""
    first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", ()))])
    if first == end[0] and node.col_offset:
        return first, node.col_offset  # behind a semicolon
    while first - 1 > end[0] and lines[first - 2].startswith(b"#"):
        first -= 1
    return first, 0


def _cut(lines: list[bytes], start: tuple[int, int], end: tuple[int, int]) -> str:
    taken = lines[start[0] - 1 : end[0]]
    behind = taken[-1][end[1] :].strip()
    taken[-1] = taken[-1] if behind.startswith(b"#") else taken[-1][: end[1]]
    taken[0] = taken[0][start[1] :]
    return b"\n".join(taken).decode()


def _is_for_others(node: ast.stmt) -> bool:
    if not isinstance(node, ast.If):
        return False
    return ast.unparse(node.test) in ("__name__ == '__main__'",) or (
        ast.unparse(node.test).rpartition(".")[2] == "TYPE_CHECKING" and not node.orelse
    )


def _public(home: str) -> list[str]:
    """The names that `from home import *` binds."""
    there = vars(sys.modules[home]) if home in sys.modules else {}
    return list(there.get("__all__", [name for name in there if not name.startswith("_")]))
