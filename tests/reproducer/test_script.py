"""Programs that show a broken law without this project."""

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module, invalidate_caches
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from spec import LAWS, Implementation, definition
from spec.operands.descriptor import Descriptor
from spec.operands.fresh import fresh_cotangent
from spec.reproducer.bundle import bundle
from spec.reproducer.scopes import Unbundled
from spec.reproducer.script import script
from tests import processes
from tests.mutants import faultless

Run = Callable[[str], processes.Done]

WRONG = """
    import numpy as np

    from spec import Implementation

    from ._helpers import turned, valid as valid_windows

    SCALE = 1


    def correlate(input, weight):
        '''The kernel is turned round.'''
        return valid_windows(input, turned(weight)) * SCALE


    def refuses(input, weight):
        raise RuntimeError("no")


    def unlike(input, weight):
        return lambda: correlate(input, weight)


    def plus_one(input, weight):
        return correlate(input, weight) + weight.dtype.type(1)


    def nearly(input, weight):
        return np.nextafter(correlate(input, weight[..., ::-1]), np.asarray(9, input.dtype))


    def emptied(input, weight):
        return input[..., :0]


    PACKED = {}


    def stale(input, weight):
        if PACKED.get("array") is not weight:
            PACKED.update(array=weight, packed=weight.copy())
        return valid_windows(input, PACKED["packed"])


    IMPLEMENTATION = Implementation("wrong", correlate, ranks={1}, batched=False)
"""

HELPERS = """
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view as windows

    SCALE = 7


    def turned(weight):
        return weight[..., ::-1] if SCALE == 7 else weight


    def valid(input, weight):
        from ._inner import product

        return product(windows(input[0, 0], weight.shape[-1]), weight[0, 0])[None, None]
"""

BORROWED = """
    import os

    from spec import Implementation

    from .wrong import correlate

    os.environ["BORROWED_WAS_IMPORTED"] = "1"

    IMPLEMENTATION = Implementation("borrowed", correlate, ranks={1}, batched=False)
"""

INNER = """
    import os
    import sys as np

    os.environ["INNER_WAS_IMPORTED"] = "1"
    unused = os.getcwd()


    def product(windows, weight):
        assert os.environ["INNER_WAS_IMPORTED"] == "1" and np.path
        return windows @ weight
"""


@pytest.fixture
def row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Implementation:
    """A wrong row in a folder of rows, with helpers whose names collide with its own."""
    folder = tmp_path / "impls"
    folder.mkdir()
    for name, text in (
        ("wrong", WRONG),
        ("borrowed", BORROWED),
        ("_helpers", HELPERS),
        ("_inner", INNER),
        ("__init__", ""),
    ):
        (folder / f"{name}.py").write_text(dedent(text))
    for name in [name for name in sys.modules if name.partition(".")[0] == "impls"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    invalidate_caches()
    import_module("impls._inner")
    found: Implementation = import_module("impls.wrong").IMPLEMENTATION
    return found


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a program where nothing of this project can be imported."""

    def run(text: str) -> processes.Done:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        (elsewhere / "bug.py").write_text(text)
        return processes.run([sys.executable, "-I", "bug.py"], cwd=elsewhere)

    return run


def of(row: Implementation, problem: str, law: str = "agrees_with_the_definition") -> str:
    return script(row, LAWS[law], Descriptor.parse(problem)).text


def reason(row: Implementation, problem: str, law: str = "agrees_with_the_definition") -> str:
    made = script(row, LAWS[law], Descriptor.parse(problem))
    assert made.text == ""
    return made.reason


def test_a_broken_law_shows_outside_the_project(row: Implementation, run: Run) -> None:
    text = of(row, "1x1x3 * 1x1x2 ramp")
    done = run(text)
    assert (done.returncode, done.stderr) == (1, "")
    assert "found\narray([[[0., 1.]]])\nexpected\narray([[[1., 2.]]])" in done.stdout


def test_it_holds_what_is_used_and_nothing_else(row: Implementation) -> None:
    text = of(row, "1x1x3 * 1x1x2 ramp")
    assert "unused" not in text
    assert "Implementation(" not in text
    assert "INNER_WAS_IMPORTED" in text, "what a module does as it is imported is kept"


def test_what_the_module_of_a_row_does_is_kept_though_its_functions_stand_elsewhere(
    row: Implementation, run: Run
) -> None:
    borrowed = import_module("impls.borrowed").IMPLEMENTATION
    text = of(borrowed, "1x1x3 * 1x1x2 ramp")
    assert 'os.environ["BORROWED_WAS_IMPORTED"] = "1"' in text
    assert "BORROWED" not in of(row, "1x1x3 * 1x1x2 ramp")
    assert run(text).returncode == 1


def test_two_things_of_one_name_keep_apart(row: Implementation) -> None:
    text = of(row, "1x1x3 * 1x1x2 ramp")
    assert "SCALE = 1" in text
    assert "helpers_SCALE = 7" in text


def test_it_exits_with_zero_once_the_fault_is_mended(row: Implementation, run: Run) -> None:
    mended = of(row, "1x1x3 * 1x1x2 ramp").replace("[..., ::-1]", "")
    assert run(mended).returncode == 0


def test_what_is_written_to_between_two_calls_is_written_to_in_the_program(row: Implementation, run: Run) -> None:
    stale = Implementation("stale", sys.modules["impls.wrong"].stale, ranks={1}, batched=False)
    text = of(stale, "1x1x3 * 1x1x2 ramp what=all", "an_operand_changed_in_place_is_read_anew")
    assert "kept_weight[...] = weight2\n" in text
    done = run(text)
    assert (done.returncode, done.stderr) == (1, "")
    mended = text.replace('PACKED.get("array") is not weight', "True")
    assert run(mended).returncode == 0


@pytest.mark.parametrize("layout", ["backwards", "sliced", "misaligned", "broadcast", "read_only", "loose"])
def test_arrays_lie_in_memory_as_they_did(row: Implementation, run: Run, layout: str) -> None:
    wrong = Implementation("wrong", sys.modules["impls.wrong"].plus_one, ranks={1}, batched=False)
    text = of(wrong, f"1x1x5 * 1x1x2 seeded:1 input:{layout}")
    problem = Descriptor.parse(f"1x1x5 * 1x1x2 seeded:1 input:{layout}").problem()
    print_layout = "print('LIES', input.strides, input.flags.writeable, input.flags.aligned)\nsys.exit"
    lies = (problem.input.strides, problem.input.flags.writeable, problem.input.flags.aligned)
    done = run(text.replace("sys.exit", print_layout))
    assert f"LIES {' '.join(map(str, lies))}" in done.stdout


def test_an_exception_on_a_valid_problem_shows(row: Implementation, run: Run) -> None:
    refuses = Implementation("refuses", sys.modules["impls.wrong"].refuses, ranks={1}, batched=False)
    done = run(of(refuses, "1x1x3 * 1x1x2", "valid_problems_are_accepted"))
    assert done.returncode == 1
    assert "RuntimeError: no" in done.stderr


def test_an_answer_to_an_invalid_problem_shows(run: Run, row: Implementation) -> None:
    done = run(of(row, "1x1x3 * 1x1x1 s2,2 seeded:1", "invalid_problems_are_refused"))
    assert done.returncode == 1, "the row has no strides to refuse, and answers"


def test_sixteen_bits_are_written_out(run: Run, row: Implementation) -> None:
    halves = Implementation(
        "halves", sys.modules["impls.wrong"].plus_one, ranks={1}, batched=False, dtypes={"bfloat16"}
    )
    done = run(of(halves, "1x1x3 * 1x1x2 bfloat16 ramp"))
    assert (done.returncode, done.stderr) == (1, "")


def test_numbers_whose_bytes_lie_in_the_other_order_are_asked_of_the_definition_too() -> None:
    given = Descriptor.parse("1x1x3 * 1x1x2 ramp").problem()
    swapped = replace(given, input=given.input.astype(given.input.dtype.newbyteorder()))
    assert np.array_equal(definition.correlate(swapped), definition.correlate(given))
    for one, other in zip(
        *(definition.gradients(each, fresh_cotangent(given)) for each in (swapped, given)), strict=True
    ):
        assert np.array_equal(one, other)


def test_numbers_are_printed_so_that_they_differ_where_they_differ(row: Implementation, run: Run) -> None:
    nearly = Implementation("nearly", sys.modules["impls.wrong"].nearly, ranks={1}, batched=False)
    done = run(of(nearly, "1x1x3 * 1x1x2 ramp"))
    assert "found\narray([[[1.0000000000000002, 2.0000000000000004]]])" in done.stdout
    done = run(of(nearly, "1x1x3 * 1x1x2 ramp float32"))
    assert "found\narray([[[1.0000001, 2.0000002]]], dtype=float32)" in done.stdout


def test_an_empty_answer_is_printed_with_its_shape(row: Implementation, run: Run) -> None:
    emptied = Implementation("emptied", sys.modules["impls.wrong"].emptied, ranks={1}, batched=False)
    done = run(of(emptied, "1x1x3 * 1x1x2 ramp"))
    assert "found\narray([], shape=(1, 1, 0), dtype=float64)\nexpected\narray([[[1., 2.]]])" in done.stdout


def test_an_implementation_that_is_right_has_none(row: Implementation) -> None:
    assert reason(row, "1x1x3 * 1x1x1 ramp") == "every call is answered as the definition answers it"


def test_where_answers_are_rounded_there_is_none(row: Implementation) -> None:
    said = reason(row, "1x1x3 * 1x1x2 seeded:1 float32", "error_is_within_the_bound")
    assert said == "sums of real numbers are rounded, so more than one answer is right"


def test_what_is_not_claimed_has_none(row: Implementation) -> None:
    assert reason(row, "1x1x3 * 1x1x1 s2", "striding_is_subsampling").startswith("what the law asks is not claimed: ")


def test_what_a_transform_rounds_is_not_taken_for_wrong(row: Implementation, run: Run) -> None:
    through_a_transform = Implementation("wrong", row.correlate, ranks={1}, batched=False, rounding="transform")
    text = of(through_a_transform, "1x1x3 * 1x1x2 ramp")
    assert run(text).returncode == 1
    assert run(text.replace("[..., ::-1]", "").replace("* SCALE", "+ 1e-9")).returncode == 0


def test_a_function_that_stands_nowhere_has_none() -> None:
    assert "stands under no name" in reason(faultless(), "1x1x3 * 1x1x2 ramp")
    with pytest.raises(Unbundled, match="top level"):
        bundle([lambda: np.zeros(1)])


def test_what_is_too_large_to_write_out_has_none(row: Implementation) -> None:
    assert reason(row, "1x1x9000 * 1x1x2 seeded:1") == "an array of 9000 elements is too large to be written out"
