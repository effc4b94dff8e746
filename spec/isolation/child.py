"""The code that runs in the process of a worker: it asks the implementation."""

import multiprocessing
import os
import pickle
import resource
import sys
import threading
import traceback
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from ..checking import check as conformance
from ..checking import judge as judging
from ..checking import memory
from ..checking.effort import Effort
from ..checking.evaluation import calls_of
from ..checking.run import Observer, Run
from ..contract import configuration
from ..contract.implementation import Implementation
from ..drawing.coverage import Coverage
from ..laws import LAWS
from ..laws.rehearsal import Rehearsal
from ..operands.descriptor import Descriptor
from ..reports.failure import Failure
from ..reports.report import Report
from ..reports.verdict import Verdict
from ..reproducer.script import Script
from ..reproducer.script import script as show
from .locate import locate
from .process import Error, Value
from .turn import Turn

GIB = 2**30


def serve(pipe: Connection, turn: Turn, typed: str, memory: float, output: Path) -> None:
    """Calls the functions that come through the pipe, one after the other, on the implementation that `typed` names.

    `turn` notes each problem before the implementation sees it. What the process prints goes to the file `output`.
    `memory` is a limit in GiB.
    """
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _print_to(output)
    home = Path.cwd()
    while True:
        try:
            asked = pipe.recv_bytes()
        except EOFError:
            return
        try:
            function, arguments, noted = pickle.loads(asked)
            notes = (lambda _, problem: turn.take(str(problem)),) if noted else ()
            said: Value | Error = Value(function(_located(typed, memory), *notes, *arguments))
        except Exception as error:
            said = Error(_sendable(error))
        os.chdir(home)
        pipe.send(said)


def introduce(row: Implementation, run: Run) -> Report:
    """The report on the row without any verdicts."""
    return conformance.introduced(row, run)


def name(row: Implementation) -> str:
    """What the row calls itself."""
    return row.name


def witnesses(row: Implementation) -> frozenset[tuple[str, str]]:
    """The witnesses of its deviations, each with its law."""
    return frozenset((known.law, str(judging.witness_of(row, known))) for known in row.deviations)


def unstable(row: Implementation) -> dict[tuple[str, str], int]:
    """The witnesses of its unstable deviations, each with its law, and in how many processes it is tried."""
    return {
        (known.law, str(judging.witness_of(row, known))): known.unstable for known in row.deviations if known.unstable
    }


def failed_before(row: Implementation) -> set[str]:
    """The laws for which failures of the row are kept from earlier runs."""
    return {law for law in LAWS if memory.kept(row.name, law)}


def judge(row: Implementation, before_problem: Observer, law: str, run: Run) -> Verdict:
    """The verdict on one law."""
    return judging.judge(row, LAWS[law], run, before_problem=before_problem)


def replay(row: Implementation, before_problem: Observer, law: str, problem: Descriptor) -> Verdict:
    """The verdict on one problem."""
    return judging.replay(row, law, problem, before_problem=before_problem)


def script(row: Implementation, before_problem: Observer, law: str, problem: Descriptor, deadly: str) -> Script:
    """The program that shows, without this project, that the row breaks a law on one problem, or why there is none."""
    before_problem(LAWS[law], problem)
    return show(row, LAWS[law], problem, deadly=deadly)


def tried(_: Implementation, failure: Failure, seconds: float) -> Failure:
    """The failure, with its program only if the program shows it. The limits of this process hold for the program."""
    return judging.tried(failure, seconds)


def about(row: Implementation, law: str, problem: Descriptor) -> tuple[str, tuple[str, ...]]:
    """The kind of a problem to a law, and the calls that the law makes on it. The row is not called."""
    return LAWS[law].apart(problem), calls_of(row, LAWS[law], problem, Rehearsal)


def is_recorded(row: Implementation, law: str, problem: Descriptor) -> bool:
    """Whether the problem lies in a deviation of the row."""
    return judging.is_recorded(row, law, problem)


def profile(row: Implementation, before_problem: Observer, effort: Effort, seed: int) -> Coverage:
    """The coverage of a run's problems. Witnesses of deviations are not part of these, so they are not asked."""
    coverage = Coverage()
    run = Run(effort=effort, seed=seed, shrink=False, proven={witness: "not asked" for _, witness in witnesses(row)})
    for law in LAWS.values():
        judging.judge(
            row, law, run, before_problem=before_problem, after_problem=lambda _, problem: coverage.add(problem)
        )
    return coverage


@cache
def _located(typed: str, memory: float) -> Implementation:
    """The implementation. Once it is imported, memory is limited."""
    configuration.start_again_if_unconfigured()
    row = locate(typed)
    if sys.platform == "linux":
        # Elsewhere the memory that the process uses already is not known.
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + int(memory * GIB)
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
    return row


def _print_to(output: Path) -> None:
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(file, 1)
    os.dup2(file, 2)


def _end_with_the_parent() -> None:
    """Ends this process with its parent. If the parent is killed, nobody else ends a row that does not return."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _sendable(error: Exception) -> Exception:
    """`error`, with a note of where it was raised, or its text where it cannot be pickled."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
