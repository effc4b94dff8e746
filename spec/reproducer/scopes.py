"""Scopes: where a statement means names of its module, as the standard library's `symtable` tells it."""

import ast
import symtable
from collections.abc import Iterable
from dataclasses import dataclass, field

Import = ast.Import | ast.ImportFrom

Function = ast.FunctionDef | ast.AsyncFunctionDef

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

COMPREHENSIONS = {
    ast.ListComp: "listcomp",
    ast.SetComp: "setcomp",
    ast.DictComp: "dictcomp",
    ast.GeneratorExp: "genexpr",
}
"""What `symtable` calls the scope of each."""


@dataclass(frozen=True, eq=False)
class Occurrence:
    """A place that means a name of the module."""

    name: str
    node: ast.AST
    binds: bool = False
    reads: bool = True
    evaluated: bool = True
    """False within an annotation that stays text."""
    certain: bool = True
    """False where it depends on the order of events whether it is a name of the module, or of a class."""


Scope = tuple[symtable.SymbolTable, ...]
"""A table, after those around it, from that of the module on."""


@dataclass
class Names:
    """A statement, where it means names of its module, and what it imports."""

    tree: ast.stmt
    occurrences: list[Occurrence] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)

    @property
    def bound(self) -> frozenset[str]:
        """The names of the module that the statement binds, at once or when a function in it is called."""
        return frozenset(one.name for one in self.occurrences if one.binds)


def names_in(text: str, *, annotations: bool = True) -> Names:
    """What the text of one statement says; `annotations` are evaluated, unless the module has them stay text."""
    (tree,) = ast.parse(text).body
    reader = _Reader(annotations, Names(tree))
    reader.read([tree], (symtable.symtable(text, "statement", "exec"),))
    return reader.names


def acts(statement: ast.AST) -> bool:
    """Whether a statement does something beside binding names and saying what a module is about."""
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


@dataclass
class _Reader:
    """Goes through a statement as the compiler does, which makes a table of every scope in the order in which it comes
    to it.
    """

    annotations: bool
    names: Names
    _left: dict[int, list[symtable.SymbolTable]] = field(default_factory=dict)
    """The tables within a table that were not come to."""

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
        _, within = self._inside(node, COMPREHENSIONS[type(node)], scope)
        self.read([first.target, *first.ifs, *others], within)
        self.read([node.value, node.key] if isinstance(node, ast.DictComp) else [node.elt], within)

    def _inside(self, node: ast.expr | ast.stmt, name: str, scope: Scope) -> tuple[Scope, Scope]:
        """The scope of what is said about a function or class around its body, such as its bases, and of its body. The
        two differ where it has type parameters.
        """
        table = self._next(name, node.lineno, scope)
        if type(table) is not symtable.SymbolTable:
            return scope, (*scope, table)
        around = (*scope, table)
        self.read(getattr(node, "type_params", ()), around)
        return around, (*around, self._next(name, node.lineno, around))

    def _next(self, name: str, line: int, scope: Scope) -> symtable.SymbolTable:
        left = self._left.setdefault(scope[-1].get_id(), list(scope[-1].get_children()))
        found = next(table for table in left if table.get_lineno() == line and table.get_name().strip("<>") == name)
        left.remove(found)
        return found

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
        symbol = _symbol(name, scope)
        if symbol is None or symbol.is_global():
            self.names.occurrences.append(Occurrence(name, node, binds, reads, evaluated))
        elif reads and isinstance(scope[-1], symtable.Class) and symbol.is_local():
            self.names.occurrences.append(Occurrence(name, node, False, True, evaluated, certain=False))


def _symbol(name: str, scope: Scope) -> symtable.Symbol | None:
    """What a name is in the innermost scope that knows it, or None where that is the module."""
    for table in reversed(scope[1:]):
        try:
            return table.lookup(name)
        except KeyError:
            continue  # as where a name is spelled otherwise within a class
    return None
