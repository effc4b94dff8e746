"""Script: a program that shows that a law is broken, and needs nothing of this project.

It holds the functions of the implementation, the arrays as literals, the calls that the law makes, and what the
definition answers. It exits with 1 where an answer is another one, and with 0 where all are right.
"""

import platform
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pprint import pformat
from typing import Any

import numpy as np

from .bundle import ROWS, Program, Unbundled, bundle, place
from .call import Call
from .configuration import configuration
from .data import HALVES, wide
from .descriptor import Descriptor
from .implementation import Implementation
from .judgement import difference
from .made import homes, imported, versions
from .registry import Equation, Law
from .rehearsal import Rehearsal, right_answer
from .subject import ARGUMENTS, Misanswered, NotClaimed, Refusal, Refused

Array = np.ndarray[Any, Any]

LARGEST = 2**12
"""The most elements that an array is written out with."""

GAP = 77
"""The byte that lies in the gaps of an array that has some."""

NEAR = 0.1
"""Integers that are nearer to each other than this are the same one."""

WIDTH = 110

OWN = {"sys", "traceback", "laid_out", "same", "wrong", "error", *ARGUMENTS, "target", "cotangent", "expected", "found"}
"""The names that a program has beside those of the implementation."""


@dataclass(frozen=True)
class Asked:
    """One call, and its right answer: an array, a triple of which some may be None, or a refusal."""

    operation: str
    function: Callable[..., Any]
    arrays: dict[str, Array]
    keywords: dict[str, Any]
    expected: Any
    may_refuse: bool
    rounded: bool
    """Whether the right answer had to be rounded, so that others are as right."""
    near: float
    """How far from a right element one may be that is as right: more than nothing where a transform rounds integers."""

    def answer(self) -> Any:
        """What the implementation answers: whatever it returns, or a refusal."""
        try:
            with np.errstate(all="ignore"):
                return self.function(*self.arrays.values(), **self.keywords)
        except (Exception, SystemExit) as error:
            return Refusal(str(error))

    def is_wrong(self, answer: Any) -> bool:
        if isinstance(answer, Refusal):
            return not (self.may_refuse or isinstance(self.expected, Refusal))
        if isinstance(self.expected, Refusal) or _dtypes(answer) != _dtypes(self.expected):
            return True
        return difference(Equation(answer, self.expected, self.near)) is not None


def script(row: Implementation, law: Law, descriptor: Descriptor, *, deadly: bool = False) -> str:
    """The program, or nothing where there can be none: where a function of the implementation was made otherwise than
    by a definition in a file, where the problem is too large to be written out, where it is not by an answer that the
    law is broken, and where answers are rounded, so that more than one is right.

    In it are the calls that go wrong and those before them, or else all that the law makes. Where the problem is
    `deadly` the implementation is not called to tell.
    """
    try:
        for claims in row.operations.values():
            place(claims.function)
        calls = asked(row, law, descriptor)
        if any(call.rounded for call in calls):
            return ""
        shown = calls if deadly else _going_wrong(calls)
        if not shown:
            return ""
        acting = [module.__name__ for module in homes(row) if module.__name__.startswith(f"{ROWS}.")]
        program = bundle(list(dict.fromkeys(call.function for call in shown)), OWN, acting)
        return _written(row, law, descriptor, program, shown)
    except (Unbundled, NotClaimed, Refused, Misanswered):
        return ""


def asked(row: Implementation, law: Law, descriptor: Descriptor) -> list[Asked]:
    """What the law calls on a problem, each with its right answer; nothing of the row is called. Raises NotClaimed."""
    return _Tracing(row, law).asked_of(descriptor)


def _going_wrong(asked: list[Asked]) -> list[Asked]:
    """The calls that go wrong, and what was called before the first of them: it may go wrong for that reason. All of
    them where none goes wrong by itself, and some do after the others.
    """
    wrong = [call.is_wrong(call.answer()) for call in asked]
    if any(wrong):
        first = wrong.index(True)
        return asked[:first] + [call for call, is_wrong in zip(asked, wrong, strict=True) if is_wrong]
    answers = [call.answer() for call in asked]
    return asked if any(call.is_wrong(answer) for call, answer in zip(asked, answers, strict=True)) else []


class _Tracing(Rehearsal):
    """Notes what is asked. The call of number `refusing` is refused instead."""

    def __init__(self, row: Implementation, law: Law, refusing: int | None = None) -> None:
        super().__init__(row, law.name, deviations=False)
        self._asked: list[Asked] = []
        self._statement, self._refusing = law, refusing
        self._near = NEAR if row.rounding == "transform" else 0.0

    def asked_of(self, descriptor: Descriptor) -> list[Asked]:
        """What the law asks about a problem."""
        with np.errstate(all="ignore"):
            self._statement(self, descriptor)
        numbers = range(len(self._asked))
        return [replace(self._asked[number], may_refuse=self._bears(number, descriptor)) for number in numbers]

    def _bears(self, refused: int, descriptor: Descriptor) -> bool:
        """Whether the law holds where one of the calls is refused."""
        subject = _Tracing(self.implementation, self._statement, refused)
        try:
            with np.errstate(all="ignore"):
                return difference(self._statement(subject, descriptor)) is None
        except (NotClaimed, Refused, Misanswered):
            return False

    def _call(self, operation: str, problem: Call, arrays: tuple[Array, ...], keywords: dict[str, Any]) -> Any:
        claims = self.claims(operation)
        names = ("input", "target", "weight") if operation == "train" else ("input", "weight", "cotangent")
        refused = len(self._asked) == self._refusing
        expected = Refusal("") if refused else right_answer(operation, problem, arrays, keywords)
        operands = dict(zip(names, arrays, strict=False))
        rounded = self._refusing is None and _is_rounded(operation, problem, arrays, keywords, expected)
        self._asked.append(Asked(operation, claims.function, operands, keywords, expected, False, rounded, self._near))
        if isinstance(expected, Refusal):
            raise Refused(expected.reason)
        return expected


def _is_rounded(
    operation: str, problem: Call, arrays: tuple[Array, ...], keywords: dict[str, Any], answer: Any
) -> bool:
    """Whether `answer` is another one in a wider type."""
    kind = "f" if problem.input.dtype in HALVES.values() else problem.input.dtype.kind
    if operation == "train" or isinstance(answer, Refusal) or kind not in "fc":
        return False

    def widened(array: Array | None) -> Any:
        return None if array is None else wide(array).astype(np.longdouble if kind == "f" else np.clongdouble)

    bias = widened(problem.bias)
    exact = replace(problem, input=widened(problem.input), weight=widened(problem.weight), bias=bias)
    wider = right_answer(operation, exact, tuple(map(widened, arrays)), keywords)
    parts = zip(wider, answer, strict=True) if isinstance(answer, tuple) else [(wider, answer)]
    return not all(one is None or np.array_equal(one, widened(other), equal_nan=True) for one, other in parts)


def _dtypes(answer: Any) -> Any:
    """What kind of answer it is: the name of an array's dtype, in whatever order its bytes lie, or one for each part of
    a tuple, or else its type.
    """
    if isinstance(answer, tuple):
        return tuple(map(_dtypes, answer))
    return answer.dtype.name if isinstance(answer, np.ndarray) else type(answer)


@dataclass
class _Literals:
    """The arrays of a program, each written once."""

    lines: list[str] = field(default_factory=list)
    moved: bool = False
    """Whether an array lies in memory otherwise than in C order without gaps."""
    halves: bool = False
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, wanted: str, array: Array) -> str:
        """The variable that holds `array`, called as `wanted` if that name is free."""
        if array.size > LARGEST:
            raise Unbundled(f"an array of {array.size} elements")
        text = self._literal(array)
        if (wanted, text) not in self._known:
            again = sum(name == wanted for name, _ in self._known)
            self._known[wanted, text] = name = f"{wanted}{again + 1}" if again else wanted
            self.lines.append(f"{name} = {text}")
            if not array.flags.writeable:
                self.lines.append(f"{name}.flags.writeable = False")
        return self._known[wanted, text]

    def _literal(self, array: Array) -> str:
        values, dtype = self._values(array), self._dtype(array.dtype)
        lies = np.empty(array.shape, array.dtype).strides == array.strides
        aligned = array.__array_interface__["data"][0] % array.itemsize == 0
        if array.size == 0 or (lies and aligned):
            return f"np.{values}, {dtype})" if array.ndim else f"np.array({array.item()!r}, {dtype})"
        self.moved = True
        reach = [(length - 1) * step for length, step in zip(array.shape, array.strides, strict=True) if length > 1]
        before = -sum(min(0, step) for step in reach)
        before += (array.__array_interface__["data"][0] - before) % 16
        room = before + sum(max(0, step) for step in reach) + array.itemsize
        return f"laid_out(np.{values}, {dtype}), {array.strides}, {before}, {room})"

    def _values(self, array: Array) -> str:
        if array.size == 0:
            return f"zeros({array.shape}"
        listed = array.astype(np.float64) if array.dtype in HALVES.values() else array
        if array.size > 1 and np.all(listed == listed.ravel()[0]):
            return f"full({array.shape}, {_listed(listed.ravel()[0].item())}"
        return f"array({_listed(listed.tolist())}"

    def _dtype(self, dtype: np.dtype[Any]) -> str:
        if dtype == HALVES["bfloat16"]:
            self.halves = True
            return "ml_dtypes.bfloat16"
        return repr(dtype.name if dtype.isnative else dtype.str)


def _listed(values: Any) -> str:
    text = pformat(values, width=WIDTH, compact=True)
    return text.replace("nan", "np.nan").replace("inf", "np.inf")


def _written(row: Implementation, law: Law, descriptor: Descriptor, program: Program, asked: list[Asked]) -> str:
    # Not before there is something to show: templates take as long to import as a law to ask.
    from .pages import TEMPLATES

    literals = _Literals()
    calls = [_call(literals, program, call, str(number + 1) if asked[1:] else "") for number, call in enumerate(asked)]
    return TEMPLATES.get_template("script.py.jinja").render(
        row=row.name,
        law=law.name,
        words=textwrap.wrap(law.words, WIDTH),
        problem=descriptor,
        versions=_versions(program.libraries),
        configuration=configuration(imported(row)),
        program=program.text,
        literals=literals,
        calls=calls,
        near=max(call.near for call in asked),
        gap=GAP,
    )


def _call(literals: _Literals, program: Program, asked: Asked, number: str) -> dict[str, Any]:
    """What the template needs to know of a call."""
    arrays = [literals.name(name, array) for name, array in asked.arrays.items()]
    for name, value in sorted(asked.keywords.items()):
        arrays.append(f"{name}={literals.name(name, value) if isinstance(value, np.ndarray) else repr(value)}")
    refusal = asked.expected.reason if isinstance(asked.expected, Refusal) else None
    return {
        "text": f"{program.names[asked.function]}({', '.join(arrays)})",
        "found": f"found{number}",
        "expected": None if refusal else _expected(literals, asked.expected),
        "refusal": refusal,
        "may_refuse": asked.may_refuse,
    }


def _expected(literals: _Literals, answer: Any) -> str:
    if isinstance(answer, tuple):
        return "(" + ", ".join("None" if part is None else literals.name("expected", part) for part in answer) + ")"
    return literals.name("expected", np.ascontiguousarray(answer))


def _versions(libraries: tuple[str, ...]) -> str:
    shown = [f"{name} {version}" for name, version in versions({"numpy", *libraries}).items()]
    return ", ".join([*shown, f"Python {platform.python_version()}", platform.machine()])
