"""Callers: threads that call at the same time, the same ones every time.

Libraries keep memory for every thread that has ever called them, and not all give it back when the thread ends.
"""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")

INTERVAL = 1e-5
"""Seconds after which threads take turns, so that one is in the midst of a call when another begins."""

_threads: list[ThreadPoolExecutor] = []


def called_at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """What comes of each of `jobs`, which begin at the same time, each in a thread of its own.

    When all are done, raises what the first of them has raised.
    """
    begin, interval = threading.Barrier(len(jobs)), sys.getswitchinterval()

    def done(job: Callable[[], T]) -> T:
        begin.wait()
        return job()

    if _threads and _threads[0]._max_workers < len(jobs):
        _end()
    if not _threads:
        _threads.append(ThreadPoolExecutor(len(jobs)))
    sys.setswitchinterval(INTERVAL)
    try:
        futures = [_threads[0].submit(done, job) for job in jobs]
        wait(futures)
    finally:
        sys.setswitchinterval(interval)
    return [future.result() for future in futures]


def _end() -> None:
    """Lets the threads go: before a fork, which would copy what they hold and not themselves."""
    if _threads and threading.current_thread() is threading.main_thread():
        _threads.pop().shutdown()


os.register_at_fork(before=_end, after_in_child=_threads.clear)
