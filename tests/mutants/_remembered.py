"""Right answers, each computed once: most mutants spoil the same ones."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import Any, TypeVar

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])

ROOM = 2**28
"""Bytes of answers that are kept."""

_answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_room = ROOM
_lock = Lock()
"""Several threads may ask at once."""


def remembered(function: F) -> F:
    """`function` of a problem, and perhaps of arrays, which computes what it was asked before only once.

    What counts is what stands in the arrays: one that was changed is another one. Every answer is a new array.
    """

    @wraps(function)
    def known(*arguments: Any) -> Any:
        key = function.__name__, *(part for argument in arguments for part in _parts(argument))
        with _lock:
            answer = _answers.get(key)
            if answer is not None:
                _answers.move_to_end(key)
        if answer is None:
            answer = function(*arguments)
            with _lock:
                _keep(key, answer)
        return _copied(answer)

    return known  # type: ignore[return-value]


def _keep(key: tuple[Any, ...], answer: Any) -> None:
    """Keeps an answer, and gives up the oldest ones where there is no room."""
    global _room
    if key in _answers:
        return
    _answers[key] = answer
    _room -= _size(answer)
    while _room < 0:
        _, oldest = _answers.popitem(last=False)
        _room += _size(oldest)


def _parts(argument: Any) -> list[Any]:
    """What an argument is made of, so that equal parts are equal arguments."""
    if isinstance(argument, np.ndarray):
        content = argument.tobytes()
        return [argument.shape, argument.dtype.str, content if len(content) < 64 else blake2b(content).digest()]
    return [part for field in fields(argument) for part in _part(getattr(argument, field.name))]


def _part(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return _parts(value)
    return [tuple(value.items()) if isinstance(value, dict) else tuple(value) if isinstance(value, list) else value]


def _size(answer: Any) -> int:
    return sum(map(_size, answer)) if isinstance(answer, tuple) else int(answer.nbytes)


def _copied(answer: Any) -> Any:
    return tuple(map(_copied, answer)) if isinstance(answer, tuple) else answer.copy()
