"""Bundle: copies functions, and all that they use, from several modules into the text of one program."""

import ast
import builtins
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from .editing import edited
from .needs import Found, Needs
from .placing import ROWS, Function, Place, place
from .scopes import Unbundled
from .sources import Imported, Statement

AROUND = {
    ("import numpy as np", "np"): "np",
    **{(f"import {name}", name): name for name in ("os", "subprocess", "sys", "traceback")},
}
"""The imports of the program's own, if it has them, and the names that it gives them."""

Part = tuple[str, int]
"""A part of a program, and the least number of empty lines before and behind it."""


@dataclass(frozen=True)
class Program:
    """The text of the definitions, the name of each function in this text, and the libraries that it imports."""

    text: str
    names: dict[Function, str]
    libraries: tuple[str, ...]
    future: tuple[str, ...]
    """The names to import from `__future__`, above all else."""


def bundle(functions: list[Function], reserved: Collection[str] = (), homes: Collection[str] = ()) -> Program:
    """The program that defines `functions`, and nothing that they do not use.

    Each function has a name at the top level of its module, or of one of `homes`. The program begins with `import numpy
    as np`, and gives no `reserved` name to anything.

    Statements are copied from rows and from the modules that define functions, in the order in which these modules are
    imported. Statements with effects on import are copied too, also from rows among `homes` that define no function.
    Other modules are libraries, and stay imported. Where two modules give one name to different things, one name gets
    its module's name as a prefix.

    Raises Unbundled where there is no such program, for example where something of this project is called.
    """
    places = {function: place(function, homes) for function in functions}
    standing = list(dict.fromkeys(found.module for found in places.values()))
    needs = Needs(frozenset(standing))
    writer = _Writer(needs, frozenset(reserved))
    for found in places.values():
        needs.need(found.module, found.name)
    acting = [home for home in homes if home.startswith(f"{ROWS}.")]
    for module in acting:
        needs.take(module)
    for module in standing:
        writer.name_first(module)
    for module in dict.fromkeys((*acting, *standing)):
        writer.write(module)
    names = {function: writer.expression(found) for function, found in places.items()}
    future = dict.fromkeys(name for module in needs.statements for name in needs.source(module).future)
    return Program(writer.text, names, tuple(writer.libraries), tuple(future))


@dataclass
class _Writer:
    """Writes down what is needed, module by module."""

    needs: Needs
    reserved: frozenset[str]
    libraries: dict[str, None] = field(default_factory=lambda: {"numpy": None})
    _comments: list[str] = field(default_factory=list)
    """The docstrings of the modules."""
    _parts: list[Part] = field(default_factory=lambda: [("import numpy as np", 0)])
    _names: dict[tuple[str, str], str] = field(default_factory=lambda: dict(AROUND))
    _written: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The text that was written so far."""
        text, before = "".join(f"{comment}\n\n" for comment in self._comments), self._parts[0]
        for part in self._parts:
            turns = _is_import(part) != _is_import(before)
            text += "\n" * max(part[1], before[1], turns) + part[0] + "\n"
            before = part
        return text

    def expression(self, found: Place) -> str:
        """The expression for a place in the program."""
        target = self.needs.resolve(found.module, found.name)
        assert isinstance(target, Found)
        return self._named(target) + (f".{found.attribute}" if found.attribute else "")

    def name_first(self, module: str) -> None:
        """Names a module's own definitions, which keep their names if they come first."""
        source = self.needs.source(module)
        for number in sorted(self.needs.statements[module]):
            for name in sorted(source.statements[number].bound):
                self._named(Found(module, name))

    def write(self, module: str) -> None:
        """Writes a module, after those that it imports."""
        if module in self._written or module not in self.needs.statements:
            return
        self._written.add(module)
        source = self.needs.source(module)
        if module in self.needs.taken and source.docstring:
            self._comments.append("\n".join(f"# {line}".rstrip() for line in source.docstring.splitlines()))
        for number, statement in enumerate(source.statements):
            if statement.imported:
                for imported in statement.imported.values():
                    if self.needs.is_taken(imported.home):
                        self._write_home(imported)
                self._write_import(module, number, statement)
            elif number in self.needs.statements[module]:
                for _, _, imported in self.needs.inner(module, statement):
                    self._write_home(imported)
                apart = 2 * isinstance(statement.tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                self._parts.append((edited(self.needs, module, statement, self._named), apart))

    def _write_home(self, imported: Imported) -> None:
        """Writes the module that something is imported from, or notes it as a library."""
        if self.needs.is_taken(imported.home):
            self.write(imported.submodule or imported.home)
            self.write(f"{imported.home}.{imported.part}")
        else:
            self.libraries[imported.home.partition(".")[0]] = None

    def _write_import(self, module: str, number: int, statement: Statement) -> None:
        for name, imported in statement.imported.items():
            if (module, number, name) not in self.needs.imported:
                continue
            called = self._named(Found(module, name))
            if target := self.needs.meant(imported):
                assert isinstance(target, Found)
                self._parts.append((f"{called} = {self._named(target)}", 0))
                continue
            self._write_home(imported)
            part = imported.spelled(called), 0
            if part not in self._parts and part[0] != "import sys":
                self._parts.append(part)

    def _named(self, target: Found) -> str:
        """The name in the program for a name of a module. Equal imports of several modules get one name."""
        source = self.needs.source(target.module)
        statements = [source.statements[number] for number in source.binders(target.name)]
        spelled = {one.imported[target.name].spelled(target.name) if one.imported else "" for one in statements}
        is_root = all(one.imported and one.imported[target.name].is_root(target.name) for one in statements)
        shared = f"import {target.name}" if is_root else spelled.pop() if len(spelled) == 1 else ""
        key = (shared or target.module, target.name)
        if key not in self._names:
            # A star import within a block stays, and so do the names that it binds.
            is_fixed = any(not one.imported and target.name in one.starred for one in statements)
            if is_fixed and target.name in (*self._names.values(), *self.reserved):
                raise Unbundled(f"{target.name} of {target.module} has the name of another thing, and comes by a star")
            self._names[key] = target.name if is_fixed else self._fresh(target)
        return self._names[key]

    def _fresh(self, target: Found) -> str:
        """A name that nothing else has in the program, or in the scopes where it is used."""
        name = target.name
        home = target.module.rpartition(".")[2].removeprefix("corrspec_file").strip("_")
        others = [f"{home}_{name}", *(f"{name}_{number}" for number in range(2, 99))]
        taken = {*self._names.values(), *dir(builtins), *self._avoided(target, as_it_is=True)}
        if name not in taken and name.rstrip("0123456789") not in self.reserved:
            return name
        taken |= self._avoided(target, as_it_is=False)
        return next(other for other in others if other not in taken)

    def _avoided(self, target: Found, *, as_it_is: bool) -> set[str]:
        """The local names in statements that use `target`. If it is to be called `as_it_is`, only in statements where
        it has another name now.
        """
        found: set[str] = set()
        for module, statement in self._needed():
            for occurrence in statement.names.occurrences:
                means, node = self.needs.seen(module, statement, occurrence)
                if means == target and not (as_it_is and node is occurrence.node and occurrence.name == target.name):
                    found |= statement.local
        return found

    def _needed(self) -> Iterator[tuple[str, Statement]]:
        for module, numbers in self.needs.statements.items():
            for number in numbers:
                yield module, self.needs.source(module).statements[number]


def _is_import(part: Part) -> bool:
    return part[0].startswith(("import ", "from "))
