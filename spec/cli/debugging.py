"""Debugging: replays a problem in this process under a debugger, or writes its arrays to a file for other languages."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from pdb import Pdb
from typing import Any

import numpy as np

from ..checking.judge import replay
from ..contract.configuration import Unconfigured, start_again_if_unconfigured
from ..contract.implementation import Implementation
from ..contract.operations import Operation
from ..contract.outcomes import Rejection
from ..definition.dtypes import HALVES
from ..isolation.locate import locate
from ..laws import LAWS
from ..operands.descriptor import Descriptor
from ..reports.verdict import Verdict
from ..reproducer.tracing import traced_calls


def stopping(typed: str, law: str, problem: Descriptor) -> Verdict:
    """Replays the problem under Python's debugger, which stops where a function of the row begins."""
    row = _configured(typed)
    debugger = Pdb()

    def stopped(own: Operation) -> Operation:
        @wraps(own.function)
        def function(*arrays: Any, **keywords: Any) -> Any:
            return debugger.runcall(own.function, *arrays, **keywords)

        return replace(own, function=function)

    return replay(_changed(row, stopped), law, problem)


def written_down(typed: str, law: str, problem: Descriptor, file: Path) -> int:
    """Writes the law's calls on the problem to `file`, in NumPy's format .npz, and returns the number of calls.

    For call 1, `1.input`, `1.weight` and so on are its arrays, and `1.expected` is its right answer (`1.expected.0`, …
    if there are several). `calls` is JSON: for each call, the operation, the parameters, the dtype of every array, and
    why a refusal is expected, if one is. bfloat16, which is no type of NumPy's, is written as float32. Raises
    NotClaimed.
    """
    arrays: dict[str, Any] = {}
    calls = []
    for number, call in enumerate(traced_calls(locate(typed), LAWS[law], problem), 1):
        own = dict(call.arrays)
        own |= {name: value for name, value in call.keywords.items() if isinstance(value, np.ndarray)}
        refusal = call.expected.reason if isinstance(call.expected, Rejection) else None
        if isinstance(call.expected, tuple):
            own |= {f"expected.{part}": one for part, one in enumerate(call.expected) if one is not None}
        elif refusal is None:
            own["expected"] = call.expected
        arrays |= {f"{number}.{name}": _plain(array) for name, array in own.items()}
        parameters = {name: value for name, value in call.keywords.items() if not isinstance(value, np.ndarray)}
        dtypes = {name: array.dtype.name for name, array in own.items()}
        calls.append({"operation": call.operation, "parameters": parameters, "dtypes": dtypes, "refusal": refusal})
    with file.open("wb") as opened:
        np.savez(opened, calls=np.array(json.dumps(calls)), **arrays)
    return len(calls)


def _configured(typed: str) -> Implementation:
    """The row, in this process. The process is started again if the row needs another environment."""
    start_again_if_unconfigured()
    try:
        return locate(typed)
    except Unconfigured as unconfigured:
        os.environ.update(unconfigured.environment)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _changed(row: Implementation, change: Callable[[Operation], Operation]) -> Implementation:
    own = {name: getattr(row, name) for name in row.operations}
    changed: dict[str, Any] = {
        name: change(one if isinstance(one, Operation) else Operation(one)) for name, one in own.items()
    }
    return replace(row, **changed)


def _plain(array: Any) -> Any:
    return array.astype(np.float32) if array.dtype in HALVES.values() and array.dtype.kind == "V" else array
