"""What is cut out of an adapter: every way in which people bind names, and nothing of this project."""

import sys
from collections.abc import Callable
from importlib import import_module, invalidate_caches
from pathlib import Path
from textwrap import dedent

import pytest

from spec import LAWS, Implementation
from spec.isolation.locate import locate
from spec.operands.descriptor import Descriptor
from spec.reproducer.bundle import bundle
from spec.reproducer.script import Script, script
from spec.reproducer.trial import shortcoming
from tests import processes

HEAD = """
import numpy as np
from corrspec import Deviation, Implementation, Operation, Problem, configure, definition


def all_are(value, input, weight):
    return np.full((1, 1, input.shape[2] - weight.shape[2] + 1), value, input.dtype)

"""

TAIL = """

IMPLEMENTATION = Implementation("mine", correlate, ranks={1}, batched=False)
"""

SEVEN = "def correlate(input, weight):\n    return all_are(seven(), input, weight)\n"

BINDING = {
    "a star of a library": "from math import *\n\ndef seven():\n    return floor(e) + 5",
    "a star that hides a builtin": "from numpy import *\n\ndef seven():\n    return int(sum([3, 4], axis=0))",
    "a star, and a name of it bound again": "from math import *\ne = 7\ndef seven():\n    return e",
    "a module as itself": "import math as math\n\ndef seven():\n    return math.floor(7.5)",
    "a submodule under a name": "import os.path as paths\n\ndef seven():\n    return len(paths.join('abc', 'def'))",
    "a submodule by its whole name": """
        import os
        import os.path

        def seven():
            return len(os.path.join("abc", "def"))
    """,
    "a name as itself": "from math import floor as floor\n\ndef seven():\n    return floor(7.5)",
    "an import that may fail": """
        try:
            import no_such_module as fast
        except ImportError as error:
            fast, why = None, str(error)

        def seven():
            return 7 if fast is None and why else 0
    """,
    "an import that does not fail": """
        try:
            from math import floor
        except ImportError:
            floor = None

        def seven():
            return floor(7.5)
    """,
    "a star that may fail": """
        try:
            from math import *
        except ImportError:
            pow = floor = None

        def seven():
            return floor(pow(7.5, 1))
    """,
    "a condition": """
        if np.ones(1).size:
            def seven():
                return 7
        else:
            def seven():
                return 0
    """,
    "a loop": """
        total = 0
        for number in (3, 4):
            total += number
        while total < 7:
            total += 1

        def seven():
            return total
    """,
    "a context": """
        from contextlib import nullcontext
        with nullcontext(7) as found:
            kept = found

        def seven():
            return kept
    """,
    "a match": """
        match (3, 4, {"rest": 0}):
            case (one, *others, {**more}):
                total = one + others[0] + more["rest"]

        def seven():
            return total
    """,
    "several on a line": "three = 3; four = 4  # of them\n\ndef seven():\n    return three + four",
    "an assignment in an expression": "values = [last := 7, 8]\n\ndef seven():\n    return last",
    "what is changed in place": """
        VALUES = {}
        VALUES["seven"] = 7
        for name in ("eight", "nine"):
            VALUES[name] = 0

        def seven():
            return VALUES["seven"] + VALUES["nine"]
    """,
    "a name that a function binds": """
        def prepare():
            global prepared
            prepared = 7

        prepare()

        def seven():
            return prepared
    """,
    "a factory that is called": """
        def make(number):
            def made():
                nonlocal number
                number += 1
                return number
            return made

        seven = make(6)
    """,
    "a name that is another thing within": """
        number = 7

        def seven():
            def inner(values):
                number = sum(value for value in values)
                return [number for number in (number,)][0]

            return inner([number])
    """,
    "a name of a comprehension": "number = 7\n\ndef seven():\n    return [number for number in (3,)] and number",
    "a function that is called as symtable calls a module": """
        number = 0

        def top(number):
            return number

        def seven():
            return top(7)
    """,
    "lambdas on one line": "a, b = 3, 4\n\ndef seven():\n    return (lambda b: a)(0) + (lambda a: b)(0)",
    "a default": "number = 7\n\ndef seven(number=number, *, other=lambda: number):\n    return other()",
    "a decorator": """
        from functools import cache

        def twice(function):
            return lambda: 2 * function()

        @twice
        @cache
        def seven():
            return 3.5
    """,
    "a decorator that registers": """
        KERNELS = {}

        def register(name):
            def add(function):
                KERNELS[name] = function
                return function
            return add

        @register("seven")
        def of_this_name():
            return 7

        def seven():
            return KERNELS["seven"]()
    """,
    "a class, with what it is of": """
        from dataclasses import dataclass, field

        FOUR = 4

        class Base:
            def three(self):
                return 3

        @dataclass
        class Numbers(Base):
            four: int = FOUR
            more: list[int] = field(default_factory=list)

            def sum(self):
                return self.three() + self.four

        def seven():
            return Numbers().sum()
    """,
    "a class that takes a name of the module for its own": """
        size = 7

        class Sized:
            size = size

        def seven():
            return Sized.size
    """,
    "annotations that are evaluated": """
        from typing import Any

        Number = int

        def seven(of: Any = None) -> Number:
            return 7
    """,
    "what is raised and met": """
        class Missing(ValueError):
            pass

        def seven():
            try:
                raise Missing(7)
            except Missing as missing:
                return missing.args[0]
    """,
    "what a type checker alone sees": """
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from spec import Law

        def seven() -> "Law":
            return 7
    """,
    "what a module calls itself": """
        import logging

        logger = logging.getLogger(__name__)

        def seven():
            return 7 if logger.name else 0
    """,
    "what is public": "__all__ = ['correlate']\n__all__ += ['seven']\n\ndef seven():\n    return 7",
    "what is for whoever runs the file": """
        def seven():
            return 7

        if __name__ == "__main__":
            raise SystemExit(0)
    """,
    "names that a program has, too": """
        same = 3
        found, wrong = 4, 0

        def seven():
            return same + found + wrong
    """,
}
"""Ways to bind what computes seven."""

HELPERS = """
import os

from . import _deeper
from ._deeper import size as measured

os.environ["HELPERS_WERE_IMPORTED"] = "7"
size = 3
hidden = 4


class Kernel:
    size = 7


def seven():
    return _deeper.seven(size) + (measured - 7)


def half():
    return 3.5
"""

DEEPER = """
size = 7


def seven(of):
    return size if of == 3 else 0
"""

HELPED = {
    "a star": "from ._helpers import *",
    "a star, and a name of it bound again": """
        from ._helpers import *

        helped = seven

        def seven():
            return helped()
    """,
    "a name": "from ._helpers import seven",
    "a name that is bound again": """
        from ._helpers import half as seven

        def twice(function):
            return lambda: 2 * function()

        seven = twice(seven)
    """,
    "a module": """
        from . import _helpers

        def seven():
            return _helpers.seven()
    """,
    "a module under a name": """
        import impls._helpers as helpers

        def seven():
            return helpers.Kernel.size
    """,
    "a module by its whole name": """
        import impls._deeper
        import impls._helpers

        def seven():
            return impls._helpers.seven() + impls._deeper.size - 7
    """,
    "a name that is another thing there": """
        from ._helpers import half as of

        def seven(half=2):
            return half * of()
    """,
    "an attribute that is another thing there": """
        from . import _helpers

        def seven():
            half = 2
            return half * _helpers.half()
    """,
    "a name that is the module's own, too": """
        from . import _helpers

        class Kernel:
            size = 0

        size, hidden = 1, 2

        def seven():
            return _helpers.seven() + Kernel.size + size + hidden - 3
    """,
    "a name in an f-string": """
        from ._helpers import hidden as shown

        def seven():
            return int(f"{shown}") + 3
    """,
    "an import that may fail": """
        try:
            from ._helpers import seven
        except ImportError:
            seven = None
    """,
    "an import that fails": """
        try:
            from ._no_such_helpers import six
        except ImportError:
            six = lambda: 6

        def seven():
            return six() + 1
    """,
    "an import in a function": """
        def seven():
            from ._helpers import half, Kernel as Sized
            return 2 * half() + Sized.size - 7
    """,
    "an import for what it does": """
        import os

        from ._helpers import hidden as hidden

        def seven():
            return int(os.environ["HELPERS_WERE_IMPORTED"])
    """,
}
"""Ways to use what another file of the rows binds."""

STANDING = {
    "a factory that is called": """
        def make(number):
            def correlate(input, weight):
                return all_are(number, input, weight)
            return correlate

        correlate = make(7)
    """,
    "a partial": """
        from functools import partial

        def scaled(factor, input, weight):
            return all_are(factor, input, weight)

        correlate = partial(scaled, 7)
    """,
    "a method": """
        class Kernel:
            def __init__(self, number):
                self.number = number

            def correlate(self, input, weight):
                return all_are(self.number, input, weight)

        KERNEL = Kernel(7)
        correlate = KERNEL.correlate
    """,
    "an object that can be called": """
        class Kernel:
            def __call__(self, input, weight):
                return all_are(7, input, weight)

        correlate = Kernel()
    """,
    "a function of a class": """
        class Kernel:
            @classmethod
            def correlate(cls, input, weight):
                return all_are(7, input, weight)

        correlate = Kernel.correlate
    """,
}
"""What can be an operation."""

REFUSED = {
    "correlate calls corrspec.definition": """
        def correlate(input, weight):
            return definition.correlate(Problem(input, weight)) + 1
    """,
    "right calls corrspec.Problem": """
        def right(input, weight):
            return Problem(input, weight).output_shape

        def correlate(input, weight):
            return np.full(right(input, weight), 7.0)
    """,
    "correlate calls corrspec.definition.sums": """
        def correlate(input, weight):
            from corrspec.definition import sums
            return all_are(7, input, weight)
    """,
    "correlate looks for files beside its own": """
        def correlate(input, weight):
            return all_are(len(__file__), input, weight)
    """,
    "present of corrspec_file_mine is bound by no statement": """
        globals()["present"] = 7

        def correlate(input, weight):
            return all_are(present, input, weight)
    """,
}
"""What there is no program of, by the reason."""

NOWHERE = {
    "make.<locals>.correlate was made by a call, and stands under no name": "make(7)",
    "a functools.partial of scaled stands under no name": "partial(scaled, 7)",
    "the object that Kernel.correlate is a method of stands under no name": "Kernel().correlate",
    "a lambda stands under no name": "lambda input, weight: all_are(7, input, weight)",
    "an object of the class Kernel stands under no name": "Kernel()",
}
"""What stands under no name, and what is said of it."""


@pytest.fixture
def adapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Implementation]:
    """The implementation in a file of this text."""
    monkeypatch.setattr(sys, "path", [*sys.path])

    def adapter(text: str) -> Implementation:
        (tmp_path / "mine.py").write_text(text)
        monkeypatch.delitem(sys.modules, "corrspec_file_mine", raising=False)
        return locate(str(tmp_path / "mine.py"))

    return adapter


def shown(row: Implementation) -> Script:
    return script(row, LAWS["agrees_with_the_definition"], Descriptor.parse("1x1x3 * 1x1x2 ramp"))


def assert_seven(made: Script, folder: Path) -> None:
    """That a program finds sevens, where nothing of this project can be imported, and not even the adapter."""
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "bug.py").write_text(made.text)
    done = processes.run([sys.executable, "-I", "bug.py"], cwd=folder / "elsewhere")
    assert (done.returncode, done.stderr) == (1, ""), f"{made.reason}{made.text}"
    assert "found\narray([[[7., 7.]]])" in done.stdout
    assert not {"spec", "corrspec", "Implementation"} & set(made.text.split('"""')[2].split())


@pytest.mark.parametrize("way", BINDING)
def test_however_a_name_is_bound_it_is_taken_along(
    way: str, adapter: Callable[[str], Implementation], tmp_path: Path
) -> None:
    assert_seven(shown(adapter(HEAD + dedent(BINDING[way]) + "\n\n" + SEVEN + TAIL)), tmp_path)


@pytest.fixture
def row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Implementation]:
    """The implementation in a folder of rows, beside helpers."""
    folder = tmp_path / "impls"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    for name in [name for name in sys.modules if name.partition(".")[0] == "impls"]:
        monkeypatch.delitem(sys.modules, name)

    def row(text: str) -> Implementation:
        files = {"__init__": "", "_helpers": HELPERS, "_deeper": DEEPER, "mine": text}
        for name, content in files.items():
            (folder / f"{name}.py").write_text(content)
        invalidate_caches()
        found: Implementation = import_module("impls.mine").IMPLEMENTATION
        return found

    return row


@pytest.mark.parametrize("way", HELPED)
def test_however_the_helpers_of_a_row_are_used_they_are_taken_along(
    way: str, row: Callable[[str], Implementation], tmp_path: Path
) -> None:
    made = shown(row(HEAD + dedent(HELPED[way]) + "\n\n" + SEVEN + TAIL))
    assert_seven(made, tmp_path)
    assert "impls." not in made.text.replace("'impls._no_such_helpers'", "")


def test_helpers_that_are_used_as_a_whole_are_not_taken_along(row: Callable[[str], Implementation]) -> None:
    text = "from . import _helpers\n\ndef seven():\n    return vars(_helpers)['seven']()\n\n"
    assert shown(row(HEAD + text + SEVEN + TAIL)).reason == (
        "impls.mine uses impls._helpers otherwise than by its names"
    )


def test_what_an_adapter_imports_of_its_own_package_stays_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "thelibrary"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "kernels.py").write_text("def seven():\n    return 7\n")
    own = "from . import kernels\nfrom .kernels import *\n\n"
    text = SEVEN.replace("seven()", "(seven() + kernels.seven()) / 2")
    (folder / "adapter.py").write_text(HEAD + own + text + TAIL)
    monkeypatch.syspath_prepend(tmp_path)
    invalidate_caches()
    made = shown(import_module("thelibrary.adapter").IMPLEMENTATION)
    assert "from thelibrary import kernels\nfrom thelibrary.kernels import seven\n" in made.text
    assert shortcoming(made.text, "differs") == ""


def test_a_function_of_a_library_stays_imported() -> None:
    program = bundle([dedent], homes=[__name__])
    assert (program.names[dedent], program.libraries) == ("dedent", ("numpy", "textwrap"))
    assert program.text.endswith("\n\nimport numpy as np\nfrom textwrap import dedent\n")


@pytest.mark.parametrize("kind", STANDING)
def test_whatever_has_a_name_at_the_top_level_can_be_called(
    kind: str, adapter: Callable[[str], Implementation], tmp_path: Path
) -> None:
    assert_seven(shown(adapter(HEAD + dedent(STANDING[kind]) + TAIL)), tmp_path)


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_taken_along_is_refused_with_a_reason(
    reason: str, adapter: Callable[[str], Implementation]
) -> None:
    made = shown(adapter(HEAD + dedent(REFUSED[reason]) + TAIL))
    assert made.text == ""
    assert reason in made.reason


@pytest.mark.parametrize("reason", NOWHERE)
def test_what_stands_under_no_name_is_refused_with_a_reason(
    reason: str, adapter: Callable[[str], Implementation]
) -> None:
    text = """
        from functools import partial

        def make(number):
            def correlate(input, weight):
                return all_are(number, input, weight)
            return correlate

        def scaled(factor, input, weight):
            return all_are(factor, input, weight)

        class Kernel:
            def correlate(self, input, weight):
                return all_are(7, input, weight)

            def __call__(self, input, weight):
                return all_are(7, input, weight)
    """
    made = shown(adapter(HEAD + dedent(text) + TAIL.replace("correlate", NOWHERE[reason])))
    assert made.text == ""
    assert f"{reason} at the top level of a module" in made.reason


def test_what_a_module_does_is_taken_along_unless_it_is_about_this_project(
    adapter: Callable[[str], Implementation], tmp_path: Path
) -> None:
    text = """
        import os
        from corrspec import check

        if not os.environ.get("NO_SUCH_VARIABLE"):
            os.environ["ADAPTER_WAS_IMPORTED"] = "7"

        configure(no_such_library={"THREADS": "1"})
        for name in ("one", "other"):
            configure(no_such_library={name: "1"})

        def report(row):
            return check(row, laws=[]).implementation

        print(report(Implementation("other", all_are_seven := lambda input, weight: input)))

        def seven():
            return int(os.environ["ADAPTER_WAS_IMPORTED"])
    """
    made = shown(adapter(HEAD + dedent(text) + "\n\n" + SEVEN + TAIL))
    assert_seven(made, tmp_path)
    assert "print(report" not in made.text


def test_the_future_comes_first_and_the_docstring_is_kept(
    adapter: Callable[[str], Implementation], tmp_path: Path
) -> None:
    future = '"""Seven, and nothing else.\n\nReally.\n"""\n\nfrom __future__ import annotations\n'
    text = "def seven(of: NoSuchThing = None) -> Problem:\n    return 7\n"
    made = shown(adapter(future + HEAD + text + "\n\n" + SEVEN + TAIL))
    assert_seven(made, tmp_path)
    assert "# Seven, and nothing else.\n#\n# Really.\n" in made.text
