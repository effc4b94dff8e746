"""Where a statement means names of its module."""

import ast
import dis
import sys
from collections.abc import Iterator
from types import CodeType

import pytest

from spec.reproducer.scopes import names_in

BOUND_AND_READ = {
    "x = [y := f(z) for z in w]": ("x y", "f w"),
    "with open(a) as (b, c), d as e.f: pass": ("b c", "open a d e"),
    "try:\n    import a.b, c as d\nexcept E as e:\n    p(e)\nelse:\n    from h import i as j": (
        "a d e j",
        "E e p",
    ),
    "match p:\n    case Q(r=s) | [*s]: t = s\n    case {'u': v, **w} as x if y: pass": ("s t v w x", "p Q s y"),
    "@deco(lambda a: b)\ndef f(): return (lambda b: a)(lambda a: b)": ("f", "deco a b"),
    "f = {lambda a: b: lambda b: a for a in c}": ("f", "b c"),
    "def f(a, b=c, *d, e=g, **h): return a, b, d, e, h, i": ("f", "c g i"),
    "def f(a: A, *b: B) -> C:\n    d: D = a": ("f", "A B C"),
    "def f():\n    global a, b\n    a = b\n    del b": ("f a b", "b"),
    "def f():\n    a = 1\n    def g():\n        nonlocal a\n        a = b\n    return g": ("f", "b"),
    "def f():\n    import a\n    from b import c\n    return a, c, d": ("f", "d"),
    "class A(B, metaclass=C):\n    d = e\n    def g(self): return d, self": ("A", "B C e d"),
    "class A:\n    a = b\n    c = a\n    d = [a for _ in e]": ("A", "b a e"),
    "class A:\n    __b = 1\n    def c(self): return self.__b, __d": ("A", "__d"),
    "async def f():\n    async for a in b: yield [c async for c in a if d]": ("f", "b d"),
    "def top(a): return a, b": ("top", "b"),
    "a += 1": ("a", "a"),
    "a.b += c": ("", "a c"),
    "def f[T: A](a: T) -> T: return a, B": ("f", "A B"),
    "class A[T](B[T]):\n    a: T = T, c": ("A", "B c"),
    "type A[T] = B[T]": ("A", "B"),
}
"""What statements bind and read."""


def of_this_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("text", list(filter(of_this_python, BOUND_AND_READ)))
def test_the_names_of_a_statement_are_told_by_their_scopes(text: str) -> None:
    names = names_in(text)
    bound, read = BOUND_AND_READ[text]
    assert names.bound == set(bound.split())
    assert {one.name for one in names.occurrences if one.reads and one.evaluated} == set(read.split())


def test_annotations_that_stay_text_are_not_evaluated() -> None:
    (annotated, _) = names_in("def f(a: A) -> int: pass", annotations=False).occurrences[1:]
    assert (annotated.name, annotated.evaluated) == ("A", False)


def loaded(code: CodeType, names: tuple[str, ...]) -> Iterator[tuple[int | None, int | None, str]]:
    """Where instructions of these names load something, and what."""
    for one in dis.get_instructions(code):
        if one.opname in names and one.positions:
            yield one.positions.lineno, one.positions.col_offset, one.argval
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from loaded(inner, names)


@pytest.mark.parametrize("name", ["argparse", "ast", "dataclasses", "enum", "functools", "inspect", "poplib", "typing"])
def test_the_compiler_means_the_same(name: str) -> None:
    source = (sys.modules[name] if name in sys.modules else __import__(name)).__file__ or ""
    with open(source, encoding="utf-8") as file:
        text = file.read()
    for statement in ast.parse(text).body:
        first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
        part = "\n".join(text.split("\n")[first - 1 : statement.end_lineno])
        found = {
            (one.node.lineno, one.node.col_offset, one.name)
            for one in names_in(part).occurrences
            if isinstance(one.node, ast.Name) and one.certain
        }
        code = compile(part, name, "exec")
        own, local = set(loaded(code, ("LOAD_GLOBAL",))), set(loaded(code, ("LOAD_FAST", "LOAD_DEREF")))
        assert own & {(node.lineno, node.col_offset, node.id) for node in _names(part)} <= found
        assert not (local - own) & found


def _names(text: str) -> Iterator[ast.Name]:
    return (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
