"""What surrounds a call, and is not among its arguments: the state of the process that a call could change."""

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
"""That of C, whose streams are not Python's."""

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
"""By what it is called, how a state is read, and how it is put back."""


@contextmanager
def observed(changes: list[str]) -> Iterator[None]:
    """Adds to `changes`, in words, what the body changes of its surroundings, and where it prints to, whether it comes
    to its end or raises. All is put back in the end.

    The random states are moved on first, so that a seed which was set before is set again in plain sight. For the same
    reason NumPy's errors call a function meanwhile, which does nothing: a body that leaves them ignored, warned of or
    raised is seen to, and nobody leaves them like this. Warnings are neither shown nor counted as prints.
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
    """Adds to `changes` each of stdout and stderr that the body writes to, by Python's streams or past them."""
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
    """A file that takes what is written to a file descriptor in the meantime; `stream` is Python's own way there."""
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
    """One file for all that a process writes to a file descriptor while it is watched. A fork has its own."""
    return tempfile.TemporaryFile()


def _set_error_state(how: dict[str, Any], function: Any) -> None:
    np.seterr(**how)
    np.seterrcall(function)


def _unheard(kind: str, flag: int) -> None:
    """What NumPy calls where a result is infinite, or no number: nothing comes of it."""


def _replace(container: Any, content: Any) -> None:
    """Puts `content` in the place of what a mapping or a list holds, which stays the same object."""
    if isinstance(container, list):
        container[:] = content
    elif dict(container) != content:
        container.clear()
        container.update(content)
