"""Surroundings: the state of the process that a call could change, beyond its arguments."""

import ctypes
import io
import os
import pickle
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from typing import Any

import numpy as np

from .processor import arithmetic

_LIBRARY = ctypes.CDLL(None)
"""The C library, which has output streams of its own."""

SURROUNDINGS: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "NumPy's error state": (lambda: (np.geterr(), np.geterrcall()), lambda state: _set_error_state(*state)),
    "how the processor rounds, or what it takes for zero": (arithmetic, lambda state: state.put_back()),
    "NumPy's random state": (
        lambda: pickle.dumps(np.random.get_state()),
        lambda state: np.random.set_state(pickle.loads(state)),
    ),
    "random's state": (random.getstate, random.setstate),
    "the current directory": (os.getcwd, os.chdir),
    "the environment": (lambda: dict(os.environ), lambda state: _replace(os.environ, state)),
    "the filters of warnings": (lambda: list(warnings.filters), lambda state: _replace(warnings.filters, state)),
}
"""The functions that read a state and put it back, by the name of the state."""


@contextmanager
def observed(changes: list[str]) -> Iterator[None]:
    """Adds to `changes`, in words, the states that the body changes, and the streams that it prints to.

    All states are put back in the end, even if the body raises.

    The random states are advanced first: a body that sets the same seed as before then changes them visibly. For the
    same reason NumPy's errors call a function meanwhile, which does nothing: no body leaves this state as its own.
    Warnings are neither shown nor counted as prints.
    """
    outside = {name: read() for name, (read, _) in SURROUNDINGS.items()}
    np.random.random()
    random.random()
    try:
        with warnings.catch_warnings(), _printed(changes):
            warnings.simplefilter("ignore")
            _set_error_state(dict.fromkeys(np.geterr(), "call"), _unheard)
            before = {name: read() for name, (read, _) in SURROUNDINGS.items()}
            try:
                yield
            finally:
                changes += [f"changes {name}" for name, (read, _) in SURROUNDINGS.items() if read() != before[name]]
    finally:
        for name, (_, put_back) in SURROUNDINGS.items():
            put_back(outside[name])


@contextmanager
def _printed(changes: list[str]) -> Iterator[None]:
    """Adds to `changes` each of stdout and stderr that the body writes to, through Python's streams or not."""
    with _caught(1, sys.stdout) as out, _caught(2, sys.stderr) as err:
        try:
            with redirect_stdout(io.StringIO()) as printed, redirect_stderr(io.StringIO()) as complained:
                yield
        finally:
            # What C's library has not written yet it would write later, and elsewhere.
            _LIBRARY.fflush(None)
            for name, file, stream in (("stdout", out, printed), ("stderr", err, complained)):
                if os.fstat(file.fileno()).st_size or stream.getvalue():
                    changes.append(f"prints to {name}")


@contextmanager
def _caught(descriptor: int, stream: Any) -> Iterator[Any]:
    """A file that receives what the body writes to a file descriptor; `stream` is Python's stream for it."""
    stream.flush()
    _LIBRARY.fflush(None)
    kept, file = os.dup(descriptor), _file(descriptor, os.getpid())
    try:
        os.dup2(file.fileno(), descriptor)
        yield file
    finally:
        os.dup2(kept, descriptor)
        os.close(kept)
        file.truncate(0)


@cache
def _file(descriptor: int, process: int) -> Any:
    """The file for all that a process writes to a file descriptor while it is watched. A fork has its own file."""
    return tempfile.TemporaryFile()


def _set_error_state(how: dict[str, Any], function: Any) -> None:
    np.seterr(**how)
    np.seterrcall(function)


def _unheard(kind: str, flag: int) -> None:
    """What NumPy calls where a result is infinite, or no number: nothing comes of it."""


def _replace(container: Any, content: Any) -> None:
    """Replaces what a mapping or a list holds by `content`. The container stays the same object."""
    if isinstance(container, list):
        container[:] = content
    elif dict(container) != content:
        container.clear()
        container.update(content)
