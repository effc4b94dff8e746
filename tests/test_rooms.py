"""The rooms of spec/: each imports only from those that its docstring names, and none in a circle."""

import ast
import re
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import spec

HERE = Path(spec.__file__).parent
ROOMS = sorted(path.parent.name for path in HERE.glob("*/__init__.py"))


def allowed(room: str) -> set[str]:
    """What the docstring of a room says that it may import."""
    opening = ast.get_docstring(ast.parse((HERE / room / "__init__.py").read_text())) or ""
    (named,) = re.findall(r"^May import: ([a-z, \n]+)\.$", opening, re.MULTILINE)
    return set(re.split(r",\s+", named)) - {"nothing"}


def imported(room: str) -> set[str]:
    """The rooms that the files of a room import from, at their top or in their functions."""
    found = set()
    for path in (HERE / room).rglob("*.py"):
        depth = len(path.relative_to(HERE).parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level == depth:
                found |= {node.module.partition(".")[0]} if node.module else {alias.name for alias in node.names}
    return found & set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_its_docstring_says(room: str) -> None:
    assert imported(room) == allowed(room)


def test_imports_go_one_way() -> None:
    order = list(TopologicalSorter({room: allowed(room) for room in ROOMS}).static_order())
    assert (order[0], order[-1]) == ("definition", "cli")


def test_tests_lie_in_the_rooms_of_what_they_test() -> None:
    folders = {path.parent.name for path in Path(__file__).parent.glob("*/test_*.py")}
    assert folders <= set(ROOMS)


def test_the_wheel_has_every_room() -> None:
    packaged = tomllib.loads((HERE.parent / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = (path.parent.relative_to(HERE).parts for path in HERE.rglob("__init__.py"))
    assert packaged == sorted(".".join(("corrspec", *folder)) for folder in folders)
