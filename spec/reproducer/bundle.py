"""Bundle: a few functions, and all that they use, out of several modules into the text of one program."""

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
"""What a program imports by itself, or may, and what it calls that."""

Part = tuple[str, int]
"""A part of a program, and how many empty lines there are at least before it and behind it."""


@dataclass(frozen=True)
class Program:
    """The text of the definitions, what each function is called in it, and the libraries that it imports."""

    text: str
    names: dict[Function, str]
    libraries: tuple[str, ...]
    future: tuple[str, ...]
    """What must be imported from `__future__` above all else."""


def bundle(functions: list[Function], reserved: Collection[str] = (), homes: Collection[str] = ()) -> Program:
    """The program that defines `functions`, which have names at the top level of their modules or of `homes`, and
    nothing that they do not use. It begins with `import numpy as np`, and gives no `reserved` name to anything. What
    the rows among `homes` do as they are imported is in it, whether a function stands there or not.

    Rows, and the modules where functions stand, are taken in, statement by statement, in the order in which they are
    imported, and what they do as they are imported is kept. Other modules are libraries, and stay imported. Where two
    modules give one name to different things, one is called after its module as well.

    Raises Unbundled, as where something of this project is called.
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
    """What the modules say of themselves."""
    _parts: list[Part] = field(default_factory=lambda: [("import numpy as np", 0)])
    _names: dict[tuple[str, str], str] = field(default_factory=lambda: dict(AROUND))
    _written: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """What was written."""
        text, before = "".join(f"{comment}\n\n" for comment in self._comments), self._parts[0]
        for part in self._parts:
            turns = _is_import(part) != _is_import(before)
            text += "\n" * max(part[1], before[1], turns) + part[0] + "\n"
            before = part
        return text

    def expression(self, found: Place) -> str:
        """What is called in the program."""
        target = self.needs.resolve(found.module, found.name)
        assert isinstance(target, Found)
        return self._named(target) + (f".{found.attribute}" if found.attribute else "")

    def name_first(self, module: str) -> None:
        """Lets a module's own definitions keep their names."""
        source = self.needs.source(module)
        for number in sorted(self.needs.statements[module]):
            for name in sorted(source.statements[number].bound):
                self._named(Found(module, name))

    def write(self, module: str) -> None:
        """A module, after those that it imports."""
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
        """The module that something is imported from, if it is taken in."""
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
        """What a name of a module is called in the program. The same import is the same thing in every module."""
        source = self.needs.source(target.module)
        statements = [source.statements[number] for number in source.binders(target.name)]
        spelled = {one.imported[target.name].spelled(target.name) if one.imported else "" for one in statements}
        is_root = all(one.imported and one.imported[target.name].is_root(target.name) for one in statements)
        shared = f"import {target.name}" if is_root else spelled.pop() if len(spelled) == 1 else ""
        key = (shared or target.module, target.name)
        if key not in self._names:
            # A star within a block stays, and calls things as it does.
            is_fixed = any(not one.imported and target.name in one.starred for one in statements)
            if is_fixed and target.name in (*self._names.values(), *self.reserved):
                raise Unbundled(f"{target.name} of {target.module} has the name of another thing, and comes by a star")
            self._names[key] = target.name if is_fixed else self._fresh(target)
        return self._names[key]

    def _fresh(self, target: Found) -> str:
        """A name that nothing else has, nor another thing where it is used."""
        name = target.name
        home = target.module.rpartition(".")[2].removeprefix("corrspec_file").strip("_")
        others = [f"{home}_{name}", *(f"{name}_{number}" for number in range(2, 99))]
        taken = {*self._names.values(), *dir(builtins), *self._avoided(target, as_it_is=True)}
        if name not in taken and name.rstrip("0123456789") not in self.reserved:
            return name
        taken |= self._avoided(target, as_it_is=False)
        return next(other for other in others if other not in taken)

    def _avoided(self, target: Found, *, as_it_is: bool) -> set[str]:
        """The names of other things where `target` is used: if it is to be called `as_it_is`, where it has another name
        there.
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
