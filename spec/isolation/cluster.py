"""A cluster of Dask, whose workers ask laws of rows as the processes of this machine do.

Its workers must find what this process finds: this package, and the rows under the names that are typed. So they are
started in the same folder, each with `python -m dask worker ADDRESS`.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module

from .rows import close_workers

WAIT = 10
"""Seconds that a scheduler has to answer."""


class Unreachable(Exception):
    """There is no cluster; the message says where, and what to do."""


@contextmanager
def executor(address: str | None, jobs: int) -> Iterator[tuple[Executor | None, int]]:
    """The executor of the cluster at `address`, and its number of concurrent tasks.

    Without an address these are None and `jobs`.
    """
    if address is None:
        yield None, jobs
    else:
        with cluster(address) as found:
            yield found


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The executor of the cluster whose scheduler is at `address`, and its number of concurrent tasks.

    The tasks of a worker that dies are tried again elsewhere. Raises Unreachable.
    """
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError as missing:
        what = "a cluster needs dask.distributed, which is not installed"
        raise Unreachable(f"{what}: python -m pip install 'corrspec[cluster]'") from missing
    try:
        client = distributed.Client(address, timeout=WAIT)
    except (OSError, ValueError) as error:
        what = f"no scheduler answers at {address}"
        raise Unreachable(f"{what}: start one with `python -m dask scheduler`") from error
    with client:
        slots = sum(client.nthreads().values())
        start = f"`python -m dask worker {address}` in this folder"
        if not slots:
            raise Unreachable(f"the cluster at {address} has no workers: start some with {start}")
        try:
            client.run(close_workers)
        except ModuleNotFoundError as missing:
            raise Unreachable(f"a worker of {address} finds no {missing.name}: start it with {start}") from missing
        try:
            yield client.get_executor(), slots
        finally:
            client.run(close_workers)
