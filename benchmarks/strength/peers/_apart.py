"""A question asked in a process of its own, which may change, break or hang whatever it likes there."""

import multiprocessing
from collections.abc import Callable
from typing import Any

from ..._measuring import silence

LIMIT = 60.0
"""Seconds until a question counts as unanswered. The longest takes few."""

_FORK = multiprocessing.get_context("fork")


class Died(Exception):
    """The process ended, or was ended, without an answer."""


def apart(question: Callable[[], Any]) -> Any:
    """What `question` returns in a fork of this process. Raises Died where it crashes, raises or does not end."""
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_answer, args=(question, sender))
    process.start()
    sender.close()
    try:
        if not receiver.poll(LIMIT):
            raise Died
        return receiver.recv()
    except EOFError:
        raise Died from None
    finally:
        process.kill()
        process.join()
        receiver.close()


def _answer(question: Callable[[], Any], sender: Any) -> None:
    silence()
    sender.send(question())
