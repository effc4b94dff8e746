"""Bundle: a few functions, and all that they use, out of several modules into the text of one program."""

import ast
import builtins
import importlib.util
import inspect
import re
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from ..contract.configuration import configure
from ..contract.libraries import origin, package_of
from .scopes import acts, bound, free, inner_imports

Function = Callable[..., Any]


Use = tuple[str, str]
"""A module and a name at its top level."""


OURS = (__package__ or "spec").partition(".")[0]


ROWS = "impls"


class Unbundled(Exception):
    """The source of a function cannot be had, or not alone; the message says why."""


@dataclass(frozen=True)
class Program:
    """The text of the definitions, what each function is called in it, and the libraries that it imports."""

    text: str
    names: dict[Function, str]
    libraries: tuple[str, ...]


def bundle(functions: list[Function], reserved: Collection[str] = (), acting: Collection[str] = ()) -> Program:
    """The program that defines `functions`, which stand at the top level of their modules, and nothing that they do
    not use. It begins with `import numpy as np`, and gives no `reserved` name to anything. What the modules called
    `acting` do as they are imported is in it, whether a function stands there or not.

    Modules of the rows and of this package are taken in, statement by statement, in the order in which they are
    imported, and what they do as they are imported is kept. Other modules are libraries, and stay imported. Where two
    modules give one name to different things, one is called after its module as well.

    Raises Unbundled.
    """
    weaver = _Weaver({"np", *reserved, *dir(builtins)})
    uses = {function: place(function) for function in functions}
    for use in uses.values():
        weaver.need(*use)
    for name in acting:
        weaver.module(name)
    modules = dict.fromkeys(module for module, _ in uses.values())
    for module in modules:
        weaver.name_first(module)
    for module in (*acting, *modules):
        weaver.emit(module)
    names = {function: weaver.named(*use) for function, use in uses.items()}
    text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(weaver.lines)).strip("\n") + "\n"
    return Program(text, names, tuple(weaver.libraries))


def place(function: Function) -> Use:
    """Where a function stands, or is bound to a name. Raises Unbundled where it is neither at the top level of its
    module, nor of one of the rows.
    """
    own = getattr(function, "__module__", None) or ""
    for module in [own, *(name for name in sys.modules if name.startswith(f"{ROWS}."))]:
        there = vars(sys.modules[module]) if module in sys.modules else {}
        for name, value in there.items():
            if value is function:
                return module, name
    raise Unbundled(f"{function!r} does not stand at the top level of a module")


@dataclass
class _Module:
    """A module that is taken in: its statements, what each defines, and which of them are needed."""

    name: str
    package: str
    lines: list[bytes]
    statements: list[ast.stmt]
    needed: set[int] = field(default_factory=set)


@dataclass
class _Weaver:
    """Follows names from module to module, and writes down what they lead to."""

    taken: set[str]
    modules: dict[str, _Module] = field(default_factory=dict)
    lines: list[str] = field(default_factory=lambda: ["import numpy as np"])
    libraries: dict[str, None] = field(default_factory=lambda: {"numpy": None})
    _names: dict[tuple[str, str], str] = field(default_factory=lambda: {("import numpy", "np"): "np"})
    _emitted: set[str] = field(default_factory=set)

    def module(self, name: str) -> _Module:
        if name not in self.modules:
            loaded = sys.modules.get(name) or importlib.import_module(name)
            self.modules[name] = _parsed(loaded)
            self._need_effects(self.modules[name])
        return self.modules[name]

    def need(self, name: str, wanted: str) -> None:
        """Marks the statements that bind `wanted` in a module, and what they use in turn."""
        module, found = self.module(name), False
        for number, statement in enumerate(module.statements):
            if wanted in bound(statement):
                found = True
                if isinstance(statement, ast.Import | ast.ImportFrom):
                    self._follow(module, statement, wanted)
                self._mark(module, number)
        if not found and wanted not in dir(builtins):
            raise Unbundled(f"{wanted} of {name} is bound by no statement")

    def _need_effects(self, module: _Module) -> None:
        """Marks what a module does as it is imported, beside binding names."""
        for number, statement in enumerate(module.statements):
            if acts(statement) and not self._configures(module, statement):
                self._mark(module, number)
            if not isinstance(statement, ast.ImportFrom):
                continue
            for alias in statement.names:
                # A name that is imported as itself is imported for what its module does.
                if alias.name == alias.asname:
                    self._follow(module, statement, alias.name)
                    self._mark(module, number)

    def _configures(self, module: _Module, statement: ast.stmt) -> bool:
        """Whether a statement calls `configure`, in whose place a program sets the environment."""
        if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
            return False
        called = statement.value.func
        home = self._imported_name(module.name, called.id) if isinstance(called, ast.Name) else None
        return home in ((OURS, configure.__name__), ("corrspec", configure.__name__))

    def _mark(self, module: _Module, number: int) -> None:
        if number in module.needed:
            return
        module.needed.add(number)
        statement = module.statements[number]
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return
        for node in free(statement):
            self._use(module, node)
        for inner in inner_imports(statement):
            for alias in inner.names:
                if self._is_loaded(module, inner):
                    self._follow(module, inner, alias.asname or alias.name)

    def _use(self, module: _Module, node: ast.Name | ast.Attribute) -> None:
        if isinstance(node, ast.Attribute):
            assert isinstance(node.value, ast.Name)
            if home := self._namespace(module, node.value.id):
                self.need(home, node.attr)
            else:
                self._use(module, node.value)
        elif any(node.id in bound(statement) for statement in module.statements):
            self.need(module.name, node.id)

    def _follow(self, module: _Module, statement: ast.Import | ast.ImportFrom, name: str) -> None:
        """Into the module that `name` is imported from, where it is one that is taken in."""
        if home := self._home(module, statement):
            original = _original(statement, name)
            if importlib.util.find_spec(f"{home}.{original}") if _is_package(home) else None:
                self.module(f"{home}.{original}")
            elif original != "*":
                self.need(home, original)

    def _home(self, module: _Module, statement: ast.Import | ast.ImportFrom) -> str | None:
        """The module that is imported from, where it is taken in."""
        if not isinstance(statement, ast.ImportFrom):
            return None
        home = origin(statement, module.package)
        return home if home.partition(".")[0] in (OURS, ROWS, "corrspec") else None

    def _namespace(self, module: _Module, name: str) -> str | None:
        """The module that `name` stands for, where it is one that is taken in."""
        for statement in module.statements:
            if isinstance(statement, ast.ImportFrom) and name in bound(statement):
                home = self._home(module, statement)
                inner = f"{home}.{_original(statement, name)}"
                if home and _is_package(home) and importlib.util.find_spec(inner):
                    return inner
        return None

    def _is_loaded(self, module: _Module, statement: ast.Import | ast.ImportFrom) -> bool:
        home = self._home(module, statement)
        return home is not None and home in sys.modules

    # What was needed is written down, module by module.

    def named(self, module: str, name: str) -> str:
        """What a name of a module is called in the program."""
        found = self._imported_name(module, name)
        if found:
            return self.named(*found)
        key = (module, name)
        if key not in self._names:
            self._names[key] = self.fresh(name, module)
        return self._names[key]

    def name_first(self, name: str) -> None:
        """Lets a module's own definitions keep their names."""
        module = self.modules[name]
        for number in sorted(module.needed):
            statement = module.statements[number]
            if not isinstance(statement, ast.Import | ast.ImportFrom):
                for own in sorted(bound(statement)):
                    self.named(name, own)

    def fresh(self, name: str, module: str = "") -> str:
        """A name that nothing else has."""
        candidates = [name, f"{module.rpartition('.')[2].strip('_')}_{name}"]
        candidates += [f"{name}_{number}" for number in range(2, 99)]
        chosen = next(candidate for candidate in candidates if candidate not in self.taken)
        self.taken.add(chosen)
        return chosen

    def _imported_name(self, name: str, wanted: str) -> Use | None:
        """Where a name really stands that a module imports from another one that is taken in."""
        module = self.modules.get(name)
        for statement in module.statements if module else ():
            if isinstance(statement, ast.ImportFrom) and wanted in bound(statement):
                assert module is not None
                home = self._home(module, statement)
                if home and not (_is_package(home) and importlib.util.find_spec(f"{home}.{wanted}")):
                    return home, _original(statement, wanted)
        return None

    def emit(self, name: str) -> None:
        if name in self._emitted or name not in self.modules:
            return
        self._emitted.add(name)
        module = self.modules[name]
        for number, statement in enumerate(module.statements):
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self._emit_import(module, statement, number in module.needed)
            elif number in module.needed:
                self._emit_statement(module, number)

    def _emit_import(self, module: _Module, statement: ast.Import | ast.ImportFrom, needed: bool) -> None:
        if home := self._home(module, statement):
            self.emit(home)
            for alias in statement.names:
                self.emit(f"{home}.{alias.name}")
            return
        if not needed:
            return
        for alias in statement.names:
            name = alias.asname or alias.name.partition(".")[0]
            if not self._is_used(module, name):
                continue
            home = _library(module, statement, alias)
            text = f"from {home} import {alias.name}" if isinstance(statement, ast.ImportFrom) else f"import {home}"
            self.libraries[home.partition(".")[0]] = None
            # The same import is the same thing in every module, and has one name.
            if (text, name) not in self._names:
                self._names[text, name] = called = self.fresh(name, home)
                self.lines.append(text if called == alias.name.partition(".")[0] else f"{text} as {called}")
            self._names[module.name, name] = self._names[text, name]

    def _is_used(self, module: _Module, name: str) -> bool:
        needed = [module.statements[number] for number in module.needed]
        return any(
            (node.value if isinstance(node, ast.Attribute) else node).id == name  # type: ignore[attr-defined]
            for statement in needed
            if not isinstance(statement, ast.Import | ast.ImportFrom)
            for node in free(statement)
        )

    def _emit_statement(self, module: _Module, number: int) -> None:
        statement = module.statements[number]
        for inner in inner_imports(statement):
            if home := self._home(module, inner):
                self.emit(home)
        edits: list[tuple[ast.AST, str]] = []
        for node in free(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if home := self._namespace(module, node.value.id):
                    edits.append((node, self.named(home, node.attr)))
                    continue
                node = node.value
            if isinstance(node, ast.Name) and any(node.id in bound(one) for one in module.statements):
                edits.append((node, self.named(module.name, node.id)))
        for inner in inner_imports(statement):
            edits += self._inner_edit(module, inner)
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            text = _source(module, statement, edits)
            called = self.named(module.name, statement.name)
            word = "class" if isinstance(statement, ast.ClassDef) else "def"
            text = text.replace(f"{word} {statement.name}", f"{word} {called}", 1)
            self.lines += ["", "", text, "", ""]
        else:
            self.lines.append(_source(module, statement, edits))

    def _inner_edit(self, module: _Module, inner: ast.Import | ast.ImportFrom) -> list[tuple[ast.AST, str]]:
        home = self._home(module, inner)
        if home is None:
            for alias in inner.names:
                self.libraries[_library(module, inner, alias).partition(".")[0]] = None
            return []
        if home not in sys.modules:
            return [(inner, f"raise ImportError({home!r})")]
        pairs = [(alias.asname or alias.name, self.named(home, alias.name)) for alias in inner.names]
        return [(inner, "; ".join(f"{bound} = {called}" for bound, called in pairs if bound != called) or "pass")]


def _parsed(loaded: ModuleType) -> _Module:
    try:
        source = inspect.getsource(loaded)
    except (OSError, TypeError) as error:
        raise Unbundled(f"the source of {loaded.__name__} cannot be had: {error}") from error
    statements = ast.parse(source).body
    return _Module(loaded.__name__, package_of(loaded), source.encode().split(b"\n"), statements)


def _is_package(name: str) -> bool:
    found = sys.modules.get(name) or importlib.import_module(name)
    return hasattr(found, "__path__")


def _library(module: _Module, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """The module that one of the names of a statement is imported from, or is."""
    return origin(statement, module.package) if isinstance(statement, ast.ImportFrom) else alias.name


def _original(statement: ast.Import | ast.ImportFrom, name: str) -> str:
    return next((alias.name for alias in statement.names if name == (alias.asname or alias.name)), name)


def _source(module: _Module, statement: ast.stmt, edits: list[tuple[ast.AST, str]]) -> str:
    """The text of a statement, with its decorators, and with some of its parts replaced."""
    first = min([statement.lineno, *(part.lineno for part in getattr(statement, "decorator_list", ()))]) - 1
    while first and module.lines[first - 1].startswith(b"#"):
        first -= 1  # a comment belongs to what it stands above
    assert statement.end_lineno is not None
    lines = list(module.lines[first : statement.end_lineno])
    for node, text in sorted(edits, key=lambda edit: (edit[0].lineno, edit[0].col_offset), reverse=True):  # type: ignore[attr-defined]
        row, end_row = node.lineno - 1 - first, node.end_lineno - 1 - first  # type: ignore[attr-defined]
        head, tail = lines[row][: node.col_offset], lines[end_row][node.end_col_offset :]  # type: ignore[attr-defined]
        lines[row : end_row + 1] = [head + text.encode() + tail]
    return b"\n".join(lines).decode()
