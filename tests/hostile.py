"""Rows that do to their process what no row should: what workers are tested with.

All of them compute what they should wherever windows are one element apart, and misbehave elsewhere.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from spec import Deviation, Implementation, Problem, definition

Array = np.ndarray[Any, Any]


def hostile(misdeed: Callable[[Array], Any], **claims: Any) -> Implementation:
    """A row that answers strides above one with what `misdeed` returns, if it returns."""

    def correlate(input: Array, weight: Array, *, stride: tuple[int, ...]) -> Any:
        output = definition.correlate(Problem(input, weight, stride=stride))
        return output if max(stride) == 1 else misdeed(output)

    return Implementation(misdeed.__name__, correlate, **{"ranks": {1, 2}} | claims)


@hostile
def segfaults(output: Array) -> None:
    ctypes.string_at(0)


@hostile
def aborts(output: Array) -> None:
    print("free(): invalid pointer", file=sys.stderr, flush=True)
    os.abort()


@hostile
def exits(output: Array) -> None:
    os._exit(3)


@hostile
def exits_with_success(output: Array) -> None:
    os._exit(0)


@hostile
def exits_and_leaves_a_process_behind(output: Array) -> None:
    if os.fork():
        os._exit(3)
    time.sleep(3)
    os._exit(0)


@hostile
def asks_to_exit(output: Array) -> None:
    sys.exit()


@hostile
def kills_itself(output: Array) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@hostile
def never_returns(output: Array) -> None:
    while True:
        time.sleep(1)


@hostile
def never_returns_from_c(output: Array) -> None:
    ctypes.CDLL(None).pause()


@hostile
def allocates_a_hundred_gigabytes(output: Array) -> Array:
    return np.ones(10**11, np.uint8)


@hostile
def allocates_without_end(output: Array) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(2**26))


@hostile
def recurses_without_end(output: Array) -> Any:
    def again(depth: int) -> int:
        return again(depth + 1) + 1

    return again(0)


@hostile
def returns_a_list(output: Array) -> Any:
    return output.tolist()


@hostile
def returns_nothing(output: Array) -> None:
    return


@hostile
def prints(output: Array) -> Array:
    print("hello")
    os.write(2, b"world\n")
    return output


@hostile
def changes_the_directory(output: Array) -> Array:
    os.chdir("/")
    return output


class Unpicklable(Exception):
    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


@hostile
def raises_what_cannot_be_sent(output: Array) -> None:
    raise Unpicklable(1, 2)


calls = 0


@partial(hostile, ranks={1}, batched=False)
def exits_in_the_long_run(output: Array) -> Array:
    global calls
    calls += 1
    if calls > 20 and output.size > 1:
        os._exit(1)
    return output


crashes_as_recorded = replace(
    segfaults,
    name="crashes_as_recorded",
    deviations=[
        Deviation(
            "striding_is_subsampling", lambda problem: max(problem.strides) > 1, "strides crash", "1x1x3 * 1x1x1 s2"
        )
    ],
)
