"""The laws as texts and as a collection: complete, in order, and in the house style."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from spec import LAWS, Law
from spec.laws import CHAPTERS
from spec.laws.law import law as enter

FOLDER = Path(inspect.getfile(inspect.getmodule(LAWS["agrees_with_the_definition"].statement))).parent  # type: ignore[arg-type]


def test_the_reading_order_names_every_chapter() -> None:
    with_laws = {path.stem for path in FOLDER.glob("*.py") if re.search(r"^@law\(", path.read_text(), re.M)}
    assert set(CHAPTERS) == with_laws


def test_the_registry_holds_every_law_in_reading_order() -> None:
    written = [
        name
        for chapter in CHAPTERS
        for name in re.findall(r"^@law\(.*\)\ndef (\w+)\(", (FOLDER / f"{chapter}.py").read_text(), re.M)
    ]
    assert list(LAWS) == written


@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
def test_a_law_is_written_in_words_as_an_equation_and_with_what_it_catches(law: Law) -> None:
    words, equation, *why = law.text.split("\n\n")
    assert words.endswith(".")
    assert equation.startswith("    ")
    assert why[-1].startswith("Catches: ")
    assert why[-1].endswith(".")


@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
def test_a_law_compares_and_leaves_judging_to_the_judge(law: Law) -> None:
    body = ast.parse(inspect.getsource(law.statement)).body[0]
    assert isinstance(body, ast.FunctionDef)
    named = {node.id for node in ast.walk(body) if isinstance(node, ast.Name)}
    assert not named & {"allclose", "isclose", "st", "pytest"}
    assert not {node.attr for node in ast.walk(body) if isinstance(node, ast.Attribute)} & {"name"}


def test_two_laws_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="two laws are called agrees_with_the_definition"):
        enter()(LAWS["agrees_with_the_definition"].statement)


def test_a_law_cannot_need_what_nobody_can_claim() -> None:
    with pytest.raises(ValueError, match="needs \\['colour'\\]; known are"):
        enter(needs="colour")(lambda *_: None)  # type: ignore[arg-type, return-value]


def test_spec_imports_itself_relatively_and_no_row() -> None:
    for path in FOLDER.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert not {name.name.partition(".")[0] for name in node.names} & {"spec", "impls", "corrspec"}, path
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                assert (node.module or "").partition(".")[0] not in {"spec", "impls", "corrspec"}, path


def test_only_the_testing_module_imports_pytest() -> None:
    importing = [
        path.name for path in FOLDER.parent.rglob("*.py") if re.search(r"^\s*import pytest", path.read_text(), re.M)
    ]
    assert importing == ["testing.py"]
