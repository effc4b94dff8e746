"""Needs: the statements, by module, that a program needs."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from .placing import ROWS
from .scopes import Import, Occurrence, Unbundled
from .sources import Imported, Source, Statement, imports, is_submodule, loaded, read

OURS = {"corrspec", (__package__ or "spec").partition(".")[0]}
"""The names of this project: nothing of it is in a program."""


@dataclass(frozen=True)
class Found:
    """A name, and the copied module that binds it."""

    module: str
    name: str


@dataclass(frozen=True)
class Whole:
    """A copied module, as an object."""

    module: str


@dataclass(frozen=True)
class Ours:
    """Something of this project."""

    name: str


Target = Found | Whole | Ours


@dataclass
class Needs:
    """Follows names from statement to statement and notes the needed statements, in the rows and the modules `taken`:
    these are copied. Other modules are libraries.
    """

    taken: frozenset[str]
    statements: dict[str, set[int]] = field(default_factory=dict)
    """The numbers of the needed statements, by module. Each module here also has its statements with effects on import.
    """
    imported: set[tuple[str, int, str]] = field(default_factory=set)
    """The needed names of imports: the module, the number of the statement, and the name."""
    _sources: dict[str, Source] = field(default_factory=dict)

    def source(self, module: str) -> Source:
        """The statements of a module."""
        if module not in self._sources:
            self._sources[module] = read(loaded(module))
        return self._sources[module]

    def take(self, module: str) -> None:
        """Marks the statements of a module that do something on import, beside binding names."""
        if module in self.statements:
            return
        self.statements[module] = set()
        for number, statement in enumerate(self.source(module).statements):
            if statement.acts and not self._is_about_us(module, number, set()):
                self._mark(module, number)
            for name, imported in statement.imported.items():
                # `import … as` with the same name means that the module is imported for its effects.
                if _is_as_itself(statement.tree, name) and self.is_taken(imported.home):
                    self.take(f"{imported.home}.{name}" if is_submodule(imported.home, name) else imported.home)

    def need(self, module: str, name: str) -> None:
        """Marks the statements that bind a name of a module, and those that they use in turn."""
        self.take(module)
        for number in self.source(module).binders(name):
            self._mark(module, number, name)
        for number in self._registered(module, name):
            self._mark(module, number)

    def is_taken(self, home: str) -> bool:
        """Whether a module is copied; other modules are imported."""
        return home.partition(".")[0] == ROWS or home in self.taken

    def resolve(self, module: str, name: str) -> Target | None:
        """What a name of a module stands for; None where no statement of the module binds it.

        A name that is bound by one import alone stands for what it is in the module that it is imported from.
        """
        source = self.source(module)
        binders = source.binders(name)
        if not binders and name in vars(source.module) and name not in ("__name__", "__doc__", "__builtins__"):
            raise Unbundled(f"{name} of {module} is bound by no statement")
        imported = [source.statements[number].imported.get(name) for number in binders]
        if imported and imported[0] and (len(imported) == 1 or all(one and one.is_root(name) for one in imported)):
            return self.meant(imported[0]) or Found(module, name)
        return Found(module, name) if binders else None

    def meant(self, imported: Imported) -> Target | None:
        """What an import stands for; None for a library."""
        home, part = imported.home, imported.part
        if home.partition(".")[0] in OURS:
            return Ours(f"{home}.{part}" if part else home)
        if not self.is_taken(home):
            return None
        if not part or is_submodule(home, part):
            return Whole(f"{home}.{part}" if part else home)
        found = self.resolve(home, part)
        if found is None:
            raise Unbundled(f"{part} of {home} is bound by no statement")
        return found

    def seen(self, module: str, statement: Statement, occurrence: Occurrence) -> tuple[Target | None, ast.AST]:
        """What an occurrence stands for, and the node of it: for a module, that of the attribute taken from it."""
        target, node = self.resolve(module, occurrence.name), occurrence.node
        while isinstance(target, Whole):
            around = statement.parents.get(node)
            if not (isinstance(around, ast.Attribute) and isinstance(around.ctx, ast.Load)):
                raise Unbundled(f"{module} uses {target.module} otherwise than by its names")
            home, node = target.module, around
            target = self.meant(Imported(home, around.attr))
        return target, node

    def inner(self, module: str, statement: Statement) -> Iterator[tuple[Import, str, Imported]]:
        """The imports within a statement: each name with what is imported, if its module is loaded."""
        for node in statement.names.imports:
            if node is not statement.tree:
                for name, imported in imports(node, self.source(module).package).items():
                    if imported.home.partition(".")[0] in OURS or imported.home in sys.modules:
                        yield node, name, imported

    def _registered(self, module: str, name: str) -> Iterator[int]:
        """The statements with decorators that use a variable: they may register something in it."""
        source = self.source(module)
        definitions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        if any(isinstance(source.statements[binder].tree, definitions) for binder in source.binders(name)):
            return
        for number, statement in enumerate(source.statements):
            decorators = {node for one in getattr(statement.tree, "decorator_list", ()) for node in ast.walk(one)}
            for occurrence in statement.names.occurrences:
                binders = source.binders(occurrence.name) if occurrence.node in decorators else []
                tried = [source.statements[binder] for binder in binders]
                if any(one.name == name and one.reads for binder in tried for one in binder.names.occurrences):
                    yield number

    def _mark(self, module: str, number: int, name: str = "") -> None:
        statement = self.source(module).statements[number]
        if imported := statement.imported.get(name):
            if (module, number, name) not in self.imported:
                self.imported.add((module, number, name))
                target = self.meant(imported)
                if isinstance(target, Whole):
                    raise Unbundled(f"{name} of {module} is {target.module}, and something else as well")
                self._follow(statement, target)
            return
        if number in self.statements[module]:
            return
        self.statements[module].add(number)
        for occurrence in statement.names.occurrences:
            if occurrence.name == "__file__":
                raise Unbundled(f"{_about(statement)} looks for files beside its own")
            if occurrence.reads and (occurrence.evaluated or not self._is_about_us(module, number, set(), occurrence)):
                self._follow(statement, self.seen(module, statement, occurrence)[0])
        for node, _, imported in self.inner(module, statement):
            target = self.meant(imported)
            if isinstance(target, Whole) or (target and node.names[0].name == "*"):
                raise Unbundled(f"{_about(statement)} imports {imported.home} otherwise than by its names")
            self._follow(statement, target)

    def _follow(self, statement: Statement, target: Target | None) -> None:
        if isinstance(target, Ours):
            raise Unbundled(f"{_about(statement)} calls {target.name}, and a program has nothing of this project in it")
        if isinstance(target, Found):
            self.need(target.module, target.name)

    def _is_about_us(
        self, module: str, number: int, before: set[tuple[str, int]], only: Occurrence | None = None
    ) -> bool:
        """Whether a statement, or its occurrence `only`, uses this project, directly or through other statements."""
        statement = self.source(module).statements[number]
        reading = [only] if only else [one for one in statement.names.occurrences if one.reads and one.evaluated]
        targets = [self.seen(module, statement, occurrence)[0] for occurrence in reading]
        if not only:
            targets += [self.meant(imported) for _, _, imported in self.inner(module, statement)]
        for target in targets:
            if isinstance(target, Ours):
                return True
            if isinstance(target, Found):
                for binder in self.source(target.module).binders(target.name):
                    if (target.module, binder) not in before:
                        before.add((target.module, binder))
                        if self._is_about_us(target.module, binder, before):
                            return True
        return False


def _is_as_itself(statement: ast.stmt, name: str) -> bool:
    return isinstance(statement, ast.ImportFrom) and any(
        alias.name == alias.asname == name for alias in statement.names
    )


def _about(statement: Statement) -> str:
    """A statement in words: the first name that it binds."""
    return min(statement.bound, default="a statement")
