"""What was called, as a person would write it down: the operation, the shapes, how arrays lie, and the parameters."""

import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

NAMES = {"gradients": ("input", "weight", "cotangent"), "train": ("input", "target", "weight")}
"""What the arrays of an operation are called, where it takes others than an input and a weight."""


def call_text(operation: str, arrays: tuple[Array, ...], keywords: dict[str, Any]) -> str:
    """One call: `correlate(input[1, 1, 4] float32, weight[1, 1, 2] float32, stride=(2,))`."""
    named = dict(zip(NAMES.get(operation, ("input", "weight")), arrays, strict=True))
    parts = [f"{name}{_shape(array)}" for name, array in named.items()]
    for name, value in sorted(keywords.items()):
        parts.append(f"{name}{_shape(value)}" if isinstance(value, np.ndarray) else f"{name}={value!r}")
    return f"{operation}({', '.join(parts)})"


def _shape(array: Array) -> str:
    """The shape and the dtype, and in which way the array lies otherwise than in C order."""
    words = [f"{list(array.shape)} {array.dtype.name}"]
    steps = [step // array.itemsize if step % array.itemsize == 0 else step / array.itemsize for step in array.strides]
    usual = [step // array.itemsize for step in np.empty(array.shape, array.dtype).strides]
    if steps != usual and array.size:
        words.append(f"steps {steps}")
    if not array.flags.writeable:
        words.append("read-only")
    if not array.flags.aligned:
        words.append("misaligned")
    if not array.dtype.isnative:
        words.append("bytes swapped")
    return " ".join(words)


def raised_at(error: BaseException | None, home: str) -> tuple[str, str]:
    """Where the row raised `error`, as file:line and the name of the function, and how it came there: its traceback
    from where the row was called. `home` is the file of the row.
    """
    if error is None:
        return "", ""
    start = _called(error.__traceback__)
    frames = traceback.extract_tb(start)
    own = [frame for frame in frames if frame.filename == home] or list(frames)
    where = f"{_relative(own[-1].filename)}:{own[-1].lineno}, in {own[-1].name}" if own else ""
    return where, "".join(traceback.format_exception(type(error), error, start)).rstrip()


def _called(trace: TracebackType | None) -> TracebackType | None:
    """`trace` from behind the frames of this package."""
    here = str(Path(__file__).parents[1])
    while trace and trace.tb_next and trace.tb_frame.f_code.co_filename.startswith(here):
        trace = trace.tb_next
    return trace


def _relative(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else filename
