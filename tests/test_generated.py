"""What is said of generated mutants is said of the rows as they are."""

from pathlib import Path

import pytest

import impls
from tests.mutants._survivors import SURVIVORS


@pytest.mark.parametrize(("row", "line", "instead"), SURVIVORS)
def test_the_line_that_a_survivor_changes_stands_in_its_row(row: str, line: str, instead: str) -> None:
    text = (Path(impls.__file__).parent / f"{row}.py").read_text()
    lines = [written.strip() for written in text.splitlines()]
    assert line in lines
    assert instead not in lines
