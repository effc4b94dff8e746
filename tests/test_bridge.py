"""The bridge to rows in another language: arrays go there and back, errors are told, and a death is survived."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from impls import _bridge
from impls._bridge import Child, Died, Failed
from spec import Implementation
from spec.checking.run import Run
from spec.isolation.worker import Worker
from tests.processes import run, running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

ANSWERING = """
import json, math, os, struct, sys, time
import numpy as np

out = sys.stdout.buffer

def taken(count):
    data = sys.stdin.buffer.read(count)
    if len(data) < count:
        sys.exit()
    return data

def answer(header, data=b""):
    text = json.dumps(header).encode()
    out.write(struct.pack("<I", len(text)) + text + data)
    out.flush()

while True:
    header = json.loads(taken(struct.unpack("<I", taken(4))[0]))
    kinds = header["arrays"]
    data = b"".join(taken(np.dtype(kind["dtype"]).itemsize * math.prod(kind["shape"])) for kind in kinds)
    match header["do"]:
        case "echo":
            answer({"arrays": kinds}, data)
        case "tell":
            answer({"arrays": [{"dtype": "<i8", "shape": []}]}, struct.pack("<q", os.getpid()))
        case "refuse":
            answer({"error": "a stride of zero"})
        case "exit":
            print("these are the last words", file=sys.stderr, flush=True)
            os._exit(3)
        case "abort":
            os.abort()
        case "sulk":
            os.close(out.fileno())
            time.sleep(600)
        case "sleep":
            print("asleep", file=sys.stderr, flush=True)
            time.sleep(600)
"""
"""A program that answers as a row's would, or does what it is told to."""

DTYPES = [
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128", ">f4", ">i8"),
]

FORKING = """
import os, sys
from tests.test_bridge import ANSWERING, number
from impls._bridge import Child

child = Child(sys.executable, "-c", ANSWERING)
mine = number(child)
if not (fork := os.fork()):
    os._exit(number(child) == mine)
_, status = os.waitpid(fork, 0)
assert status == 0
assert number(child) == mine
"""

LEAVING = """
import sys, time
from tests.test_bridge import ANSWERING, number
from impls._bridge import Child

print(number(Child(sys.executable, "-c", ANSWERING)), flush=True)
time.sleep(600)
"""


CHILD = Child(sys.executable, "-c", ANSWERING)


def dying(input: np.ndarray[Any, Any], weight: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    (found,) = CHILD({"do": "abort"}, input, weight)
    return found


DYING = Implementation("dying", dying, ranks={1}, batched=False)
"""A row whose child ends in the midst of every call."""


def number(child: Child) -> int:
    """The number of the child's process."""
    (found,) = child({"do": "tell"})
    return int(found)


def wait_for_the_end_of(process: int) -> None:
    deadline = time.monotonic() + 30
    while is_alive(process):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_alive(process: int) -> bool:
    """Whether a process is there, and not only its exit status."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(sys.executable, "-c", ANSWERING)
    yield made
    made.close()


@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_of_every_dtype_go_there_and_back(child: Child, dtype: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype)
    (found,) = child({"do": "echo"}, array)
    assert found.dtype == array.dtype.newbyteorder("<")
    np.testing.assert_array_equal(found, array)


@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3), (1, 1, 1, 1, 1), (2**18,), (3, 2**20)], ids=str)
def test_arrays_of_every_shape_go_there_and_back(child: Child, shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    other = np.ones(3, np.int64)
    found, behind = child({"do": "echo"}, array, other)
    np.testing.assert_array_equal(found, array)
    np.testing.assert_array_equal(behind, other)


def test_a_view_arrives_as_what_it_shows(child: Child) -> None:
    view = np.arange(24.0).reshape(2, 3, 4).transpose(2, 0, 1)[::-2]
    (found,) = child({"do": "echo"}, view)
    np.testing.assert_array_equal(found, view)


def test_an_answer_can_be_written_to(child: Child) -> None:
    (found,) = child({"do": "echo"}, np.zeros(3))
    found[0] = 1


def test_no_process_is_started_before_it_is_asked() -> None:
    child = Child("there is no such program")
    with pytest.raises(FileNotFoundError):
        child({"do": "echo"})


def test_an_error_is_told_in_the_words_of_the_child_which_goes_on(child: Child) -> None:
    before = number(child)
    with pytest.raises(Failed, match=r"^a stride of zero$"):
        child({"do": "refuse"}, np.ones(3))
    assert number(child) == before


@pytest.mark.parametrize(
    ("what", "how"),
    [("exit", "ended with the exit status 3, saying: these are the last words"), ("abort", "ended by SIGABRT")],
)
def test_a_death_is_told_and_the_next_call_starts_another(child: Child, what: str, how: str) -> None:
    before = number(child)
    with pytest.raises(Died, match=how):
        child({"do": what})
    assert number(child) != before
    assert not is_alive(before)


def test_a_death_is_a_crash_of_the_row_and_no_refusal() -> None:
    with Worker("tests.test_bridge:DYING") as worker:
        verdict = worker.judge("invalid_problems_are_refused", Run(shrink=False, memory=False))
    assert verdict.status == "crashed"
    assert "ended by SIGABRT" in verdict.failures[0].summary


def test_a_child_that_died_between_two_calls_is_started_again(child: Child) -> None:
    before = number(child)
    os.kill(before, signal.SIGKILL)
    wait_for_the_end_of(before)
    assert number(child) != before


def test_a_child_that_says_nothing_more_is_not_waited_for(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_bridge, "PATIENCE", 0.1)
    before = number(child)
    with pytest.raises(Died, match="closed its pipes"):
        child({"do": "sulk"})
    assert not is_alive(before)


def test_whoever_interrupts_a_call_leaves_no_half_of_a_message(child: Child) -> None:
    before = number(child)
    thread = threading.main_thread().ident or 0
    interrupt = threading.Timer(0.2, signal.pthread_kill, (thread, signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        child({"do": "sleep"})
    interrupt.join()
    assert number(child) != before


def test_calls_of_several_threads_do_not_mix(child: Child) -> None:
    def echoed(value: int) -> bool:
        (found,) = child({"do": "echo"}, np.full(1000, value))
        return bool((found == value).all())

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(echoed, range(200)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_fork_has_a_child_of_its_own() -> None:
    done = run([sys.executable, "-c", FORKING], cwd=ROOT, limit=60)
    assert done.returncode == 0, done.stderr


def test_a_child_ends_with_the_process_that_has_started_it() -> None:
    with running([sys.executable, "-c", LEAVING], cwd=ROOT, limit=60) as started:
        started.until(lambda: started.said().strip() != "", "it has told the number of its child")
        child = int(started.said())
        os.kill(started.process.pid, signal.SIGKILL)
        started.process.wait()
        wait_for_the_end_of(child)
