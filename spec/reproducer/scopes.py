"""Scopes: where a statement uses names of its module, according to the standard library's `symtable`."""

import ast
import symtable
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Import = ast.Import | ast.ImportFrom

Function = ast.FunctionDef | ast.AsyncFunctionDef

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

COMPREHENSIONS = {
    ast.ListComp: "listcomp",
    ast.SetComp: "setcomp",
    ast.DictComp: "dictcomp",
    ast.GeneratorExp: "genexpr",
}
"""The names of their scopes in `symtable`."""


class Unbundled(Exception):
    """There is no program; the message says why."""


@dataclass(frozen=True, eq=False)
class Occurrence:
    """A node that refers to a name of the module."""

    name: str
    node: ast.AST
    binds: bool = False
    reads: bool = True
    evaluated: bool = True
    """False within an annotation that stays text."""
    certain: bool = True
    """False where it depends on the order of execution whether the name is the module's or a class's."""


Scope = tuple[symtable.SymbolTable | frozenset[str], ...]
"""The tables from that of the module to that of the innermost scope. A comprehension that is inlined into the scope
around it has no table; here it has the set of its own names.
"""


@dataclass
class Names:
    """A statement, the occurrences of its module's names, and its imports."""

    tree: ast.stmt
    occurrences: list[Occurrence] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)

    @property
    def bound(self) -> frozenset[str]:
        """The names of the module that the statement binds, at once or when a function in it is called."""
        return frozenset(one.name for one in self.occurrences if one.binds)


def names_in(text: str, *, annotations: bool = True) -> Names:
    """The names in the text of one statement. `annotations` is whether annotations are evaluated, or stay text."""
    (tree,) = ast.parse(text).body
    reader = _Reader(annotations, Names(tree))
    reader.read([tree], (symtable.symtable(text, "statement", "exec"),))
    return reader.names


@dataclass
class _Reader:
    """Visits a statement in the order of the compiler, which makes a table for every scope that it reaches."""

    annotations: bool
    names: Names
    _left: dict[int, list[symtable.SymbolTable]] = field(default_factory=dict)
    """The tables within a table that were not reached yet."""

    def read(self, nodes: Iterable[ast.AST | None], scope: Scope, evaluated: bool = True) -> None:
        for node in nodes:
            if node:
                self._read(node, scope, evaluated)

    def _read(self, node: ast.AST, scope: Scope, evaluated: bool) -> None:
        match node:
            case ast.Name():
                loads = isinstance(node.ctx, ast.Load)
                stores = isinstance(node.ctx, ast.Store)
                self._note(node.id, node, scope, binds=not loads, reads=not stores, evaluated=evaluated)
            case ast.AugAssign(target=ast.Name(id=name)):
                self._note(name, node.target, scope, binds=True)
                self._read(node.value, scope, evaluated)
            case ast.AnnAssign():
                self._read(node.target, scope, evaluated)
                local = isinstance(scope[-1], symtable.Function)
                self._read(node.annotation, scope, self.annotations and not local)
                self.read([node.value], scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._read_function(node, scope)
            case ast.ClassDef():
                self._note(node.name, node, scope, binds=True, reads=False)
                self.read(node.decorator_list, scope)
                around, within = self._inside(node, node.name, scope)
                self.read([*node.bases, *node.keywords], around)
                self.read(node.body, within)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._read_comprehension(node, scope)
            case ast.Import() | ast.ImportFrom():
                self.names.imports.append(node)
                for alias in node.names:
                    if alias.name != "*":
                        name = alias.asname or alias.name.partition(".")[0]
                        self._note(name, alias, scope, binds=True, reads=False)
            case ast.Global():
                for name in node.names:
                    self._note(name, node, scope, reads=False)
            case _ if type(node).__name__ == "TypeAlias":
                self._read(node.name, scope, True)  # type: ignore[attr-defined]
                _, within = self._inside(node, node.name.id, scope)  # type: ignore[attr-defined]
                self._read(node.value, within, True)  # type: ignore[attr-defined]
            case _:
                bound = getattr(node, "rest" if isinstance(node, ast.MatchMapping) else "name", None)
                if bound and isinstance(node, ast.ExceptHandler | ast.pattern):
                    self._note(bound, node, scope, binds=True, reads=False)
                self.read(ast.iter_child_nodes(node), scope, evaluated)

    def _read_function(self, node: Function | ast.Lambda, scope: Scope) -> None:
        arguments = node.args
        self.read([*arguments.defaults, *arguments.kw_defaults], scope)
        if isinstance(node, ast.Lambda):
            _, within = self._inside(node, "lambda", scope)
            self._read(node.body, within, True)
            return
        self._note(node.name, node, scope, binds=True, reads=False)
        self.read(node.decorator_list, scope)
        around, within = self._inside(node, node.name, scope)
        every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
        self.read([*(one.annotation for one in every if one), node.returns], around, self.annotations)
        self.read(node.body, within)

    def _read_comprehension(self, node: Comprehension, scope: Scope) -> None:
        first, *others = node.generators
        self._read(first.iter, scope, True)
        table = self._next(COMPREHENSIONS[type(node)], node.lineno, scope)
        within = (*scope, table or _stored(generator.target for generator in node.generators))
        self.read([first.target, *first.ifs, *others], within)
        self.read([node.value, node.key] if isinstance(node, ast.DictComp) else [node.elt], within)

    def _inside(self, node: ast.AST, name: str, scope: Scope) -> tuple[Scope, Scope]:
        """The scope around the body of a function or class, such as that of its bases, and the scope of the body. With
        type parameters, the first is a scope of its own.
        """
        around, line = scope, node.lineno  # type: ignore[attr-defined]
        if parameters := getattr(node, "type_params", ()):
            around = self._deeper(name, line, scope)
        for one in parameters:
            for part in filter(None, (getattr(one, "bound", None), getattr(one, "default_value", None))):
                self._read(part, self._deeper(one.name, one.lineno, around), True)
        return around, self._deeper(name, line, around)

    def _deeper(self, name: str, line: int, scope: Scope) -> Scope:
        if table := self._next(name, line, scope):
            return (*scope, table)
        raise Unbundled(f"what the names in {name} mean cannot be told")

    def _next(self, name: str, line: int, scope: Scope) -> symtable.SymbolTable | None:
        outer = next(table for table in reversed(scope) if isinstance(table, symtable.SymbolTable))
        left = self._left.setdefault(outer.get_id(), list(outer.get_children()))
        for table in left:
            if table.get_lineno() == line and table.get_name().strip("<>") == name:
                left.remove(table)
                return table
        return None

    def _note(
        self,
        name: str,
        node: ast.AST,
        scope: Scope,
        *,
        binds: bool = False,
        reads: bool = True,
        evaluated: bool = True,
    ) -> None:
        match _meaning(name, scope):
            case "module":
                self.names.occurrences.append(Occurrence(name, node, binds, reads, evaluated))
            case "class" if reads:
                self.names.occurrences.append(Occurrence(name, node, False, True, evaluated, certain=False))


def _meaning(name: str, scope: Scope) -> Literal["module", "class", "function"]:
    """The owner of a name, by the innermost scope that knows it. A name may be the module's before a class binds it."""
    classes = [table.get_name() for table in scope if isinstance(table, symtable.Class)]
    if classes and name.startswith("__") and not name.endswith("__"):
        name = f"_{classes[-1].lstrip('_')}{name}"
    for table in reversed(scope[1:]):
        if isinstance(table, frozenset):
            if name in table:
                return "function"
        elif name in table.get_identifiers():
            symbol = table.lookup(name)
            # In a function that is called `top`, `symtable` says that local names are global, too.
            if symbol.is_declared_global() or (symbol.is_global() and not symbol.is_local()):
                return "module"
            return "class" if isinstance(table, symtable.Class) and symbol.is_local() else "function"
    return "module"


def _stored(targets: Iterable[ast.expr]) -> frozenset[str]:
    nodes = (node for target in targets for node in ast.walk(target))
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
