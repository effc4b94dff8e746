"""conformance_test and problems: a few lines in anybody's repository; a kernel that crashes does not bring it down."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import impls
from spec import ClaimError, Implementation
from spec.testing import conformance_test, named, problems
from tests.processes import Done, run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

CRASHING = """
import ctypes

from spec import Implementation, Problem, definition


def correlate(input, weight, *, stride):
    if max(stride) > 1:
        ctypes.string_at(0)
    return definition.correlate(Problem(input, weight, stride=stride))


MINE = Implementation("crashing", correlate, ranks={1})
"""

TEST = """
from spec.testing import conformance_test
from mylib.adapter import MINE

test_mine = conformance_test(MINE)
"""


def in_a_repository(folder: Path, adapter: str, laws: str) -> Done:
    """The test of an adapter in a repository of its own."""
    (folder / "mylib").mkdir()
    (folder / "mylib" / "__init__.py").touch()
    (folder / "mylib" / "adapter.py").write_text(adapter)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_mine.py").write_text(TEST)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", "."]
    environment = {"PYTHONPATH": f"{ROOT}:.", "PATH": "", "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "kept")}
    return run([*command, "tests/test_mine.py", "-k", laws], cwd=folder, env=environment)


def test_a_kernel_that_crashes_fails_its_laws_and_the_others_go_on(tmp_path: Path) -> None:
    done = in_a_repository(
        tmp_path, CRASHING, "striding_is_subsampling or the_edge_kernel or commutes or shifting_the_input"
    )
    assert done.returncode == 1
    assert "mylib.adapter:MINE crashed: striding_is_subsampling" in done.stdout
    assert "ended by SIGSEGV" in done.stdout
    assert "2 failed" in done.stdout or "1 failed" in done.stdout
    assert "2 skipped" in done.stdout


def test_the_printed_command_finds_the_row(tmp_path: Path) -> None:
    done = in_a_repository(tmp_path, CRASHING, "striding_is_subsampling")
    (line,) = [line for line in done.stdout.splitlines() if line.strip().startswith("replay")]
    problem = line.split("'")[1]
    command = [sys.executable, "-m", "spec", "replay", problem, *line.split("'")[2].split()]
    again = run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    assert "crashed: striding_is_subsampling" in again.stdout


def unfinished(input: Any, weight: Any) -> Any:
    return input


def test_a_row_without_a_name_is_refused_with_what_to_do() -> None:
    row = Implementation("mine", unfinished)
    with pytest.raises(ClaimError, match=r"mine is in no module under a name.*isolated=False"):
        named(row)
    with pytest.raises(ClaimError, match="in no module"):
        conformance_test(row)("agrees_with_the_definition")


def test_a_row_without_a_name_can_be_tested_where_pytest_runs() -> None:
    row = Implementation("mine", unfinished)
    with pytest.raises(pytest.fail.Exception, match="mine breaks: agrees_with_the_definition"):
        conformance_test(row, isolated=False)("agrees_with_the_definition")


@given(st.data())
def test_problems_are_what_a_check_draws_within_what_is_claimed(data: st.DataObject) -> None:
    row = impls.load("im2col")
    for operation, claims in row.operations.items():
        problem = data.draw(problems(row, operation, needs={"stride"}))
        assert problem.invalidity() is None
        assert claims.refusal(problem) is None
        assert max(problem.strides) > 1


def test_problems_of_what_is_not_offered_are_none() -> None:
    with pytest.raises(ClaimError, match="im2col offers no convolve, but correlate, gradients, transposed"):
        problems(impls.load("im2col"), "convolve")
