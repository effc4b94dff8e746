"""What a measurement is of: digests of laws and of faults, which tell whether those have changed since."""

import ast
import inspect
from functools import cache
from hashlib import blake2s
from pathlib import Path
from textwrap import dedent

import tests.mutants
from spec import LAWS, Law
from spec.checking.listing import drawn
from tests.mutants import discover, faultless

SEED = 0


@cache
def laws() -> dict[str, str]:
    """Of every law, the digest of what it states, and of the problems drawn for it at quick; not of its prose."""
    return {
        name: digest(_statement(law), *map(str, drawn(faultless(), law, "quick", SEED))) for name, law in LAWS.items()
    }


@cache
def faults() -> dict[str, str]:
    """Of every fault, the digest of the file that it stands in."""
    folder = Path(tests.mutants.__file__).parent
    return {fault.name: digest((folder / f"{fault.file}.py").read_text()) for fault in discover()}


def _statement(law: Law) -> str:
    source = dedent(inspect.getsource(law.statement))
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    prose, lines = function.body[0], source.splitlines()
    return "\n".join(lines[: prose.lineno - 1] + lines[prose.end_lineno :])


def of_program(source: str) -> str:
    """The digest of a program, not of its prose."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(getattr(node, "body", None), list):
            node.body = [line for line in node.body if not _is_prose(line)]  # type: ignore[attr-defined]
    return digest(ast.dump(tree))


def _is_prose(line: ast.AST) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)


def digest(*parts: str) -> str:
    """Twelve characters that differ where the parts differ."""
    return blake2s("\n".join(parts).encode(), digest_size=6).hexdigest()
