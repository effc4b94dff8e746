"""Editing: the text of a statement with the names of its module replaced by those of the program."""

import ast
import re
import sys
from collections.abc import Callable, Iterator

from .needs import Found, Needs
from .scopes import Import, Occurrence, Unbundled
from .sources import Statement, imports

Naming = Callable[[Found], str]
"""The name in the program for a name of a module."""

Edit = tuple[int, int, str]
"""The first byte, the byte after the last, and the new text between them."""


def edited(needs: Needs, module: str, statement: Statement, named: Naming) -> str:
    """The text of a statement in a program. Raises Unbundled where a name cannot be replaced."""
    text = statement.text.encode()
    editor = _Editor(needs, module, statement, named)
    for start, end, new in sorted({*editor.names(), *editor.imports()}, reverse=True):
        text = text[:start] + new.encode() + text[end:]
    return text.decode()


class _Editor:
    def __init__(self, needs: Needs, module: str, statement: Statement, named: Naming) -> None:
        self._needs, self._module, self._statement, self._named = needs, module, statement, named
        self._text = statement.text.encode()
        self._lines = [0, *(found.end() for found in re.finditer(rb"\n", self._text))]

    def names(self) -> Iterator[Edit]:
        """The edits of names that change, except for names that an import binds."""
        for occurrence in self._statement.names.occurrences:
            target, node = self._needs.seen(self._module, self._statement, occurrence)
            if isinstance(target, Found) and not isinstance(node, ast.alias):
                new = self._named(target)
                if node is not occurrence.node or new != occurrence.name:
                    yield self._edit(occurrence, node, new)

    def imports(self) -> Iterator[Edit]:
        """The edits of imports within the statement: of modules that are copied, and of names that change."""
        own = {occurrence.node for occurrence in self._statement.names.occurrences}
        for node in self._statement.names.imports:
            of = imports(node, self._needs.source(self._module).package)
            if any(self._needs.is_taken(imported.home) for imported in of.values()):
                yield (*self._span(node), self._assignments(node, own))
                continue
            for alias in node.names:
                name = alias.asname or alias.name
                new = self._named(Found(self._module, name)) if alias in own and "." not in name else name
                if new != name:
                    yield (*self._span(alias), f"{alias.name} as {new}")

    def _assignments(self, node: Import, own: set[ast.AST]) -> str:
        """The assignments that replace an import from a module that is copied."""
        pairs = []
        aliases = {alias.asname or alias.name: alias for alias in node.names}
        for name, imported in imports(node, self._needs.source(self._module).package).items():
            if imported.home not in sys.modules:
                return f"raise ImportError({imported.home!r})"
            target = self._needs.meant(imported)
            assert isinstance(target, Found)
            left = self._named(Found(self._module, name)) if aliases[name] in own else name
            pairs.append((left, self._named(target)))
        return "; ".join(f"{left} = {right}" for left, right in pairs if left != right) or "pass"

    def _edit(self, occurrence: Occurrence, node: ast.AST, new: str) -> Edit:
        start, end = self._span(node)
        old = occurrence.name
        match node:
            case ast.Global():
                return start, end, "global " + ", ".join(self._named(Found(self._module, name)) for name in node.names)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                start = self._find(rb"(?:def|class)\s+", old, start)
            case ast.ExceptHandler():
                start = self._find(rb"\sas\s+", old, self._span(node.type or node)[1])
            case ast.MatchAs() | ast.MatchStar():
                start = end - len(old.encode())
            case ast.MatchMapping():
                start = self._find(rb"\*\*\s*", old, start)
            case ast.Attribute():
                old = self._text[start:end].decode()
        end = start + len(old.encode())
        if self._text[start:end].decode() != old or not occurrence.certain:
            raise Unbundled(f"{occurrence.name} of {self._module} would be called {new}, and stands where it cannot be")
        return start, end, new

    def _find(self, before: bytes, name: str, start: int) -> int:
        found = re.compile(before + rb"(?=" + re.escape(name.encode()) + rb"\b)").search(self._text, start)
        return found.end() if found else start

    def _span(self, node: ast.AST) -> tuple[int, int]:
        """The bytes of the text at which a node begins and ends."""
        start = self._lines[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self._lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
