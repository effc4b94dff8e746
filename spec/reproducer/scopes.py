"""Scopes: what a statement of a module binds, and which names in it are the module's own."""

import ast
from collections.abc import Iterator


def bound(statement: ast.stmt) -> set[str]:
    """The names that a statement binds at the top level of its module."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    stored = (node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    inner = (bound(child) for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt))
    return set(stored).union(*inner)


def acts(statement: ast.stmt) -> bool:
    """Whether a statement does something beside binding names and saying what a module is about."""
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return any(not isinstance(target, ast.Name | ast.Tuple) for target in targets)


def inner_imports(statement: ast.stmt) -> list[ast.Import | ast.ImportFrom]:
    """The imports inside of a function."""
    return [node for node in ast.walk(statement) if isinstance(node, ast.Import | ast.ImportFrom)]


def free(statement: ast.stmt) -> list[ast.Name | ast.Attribute]:
    """The names in a statement that mean the module's own, and the attributes of such names."""
    return list(_free_in(statement, frozenset()))


def _free_in(node: ast.AST, hidden: frozenset[str]) -> Iterator[ast.Name | ast.Attribute]:
    if isinstance(node, ast.Name):
        if node.id not in hidden:
            yield node
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.value.id not in hidden:
            yield node
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        outside = [*getattr(node, "decorator_list", ()), *node.args.defaults, *filter(None, node.args.kw_defaults)]
        annotations = [argument.annotation for argument in _arguments(node.args) if argument.annotation]
        for child in (*outside, *annotations, *filter(None, [getattr(node, "returns", None)])):
            yield from _free_in(child, hidden)
        within = hidden | _locals(node)
        for child in node.body if isinstance(node.body, list) else [node.body]:
            yield from _free_in(child, within)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        targets = {name for part in node.generators for name in _stored(part.target)}
        for child in ast.iter_child_nodes(node):
            yield from _free_in(child, hidden | targets)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _free_in(child, hidden)


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    stars = filter(None, (arguments.vararg, arguments.kwarg))
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *stars]


def _locals(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    names = {argument.arg for argument in _arguments(function.args)}
    for statement in function.body if isinstance(function.body, list) else ():
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names |= bound(node)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return frozenset(names)


def _stored(node: ast.AST) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
