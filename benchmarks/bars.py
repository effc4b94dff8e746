"""What a run costs against what it cost at another commit: both in one run, in turns, on one machine.

    python -m benchmarks.bars [COMMIT]

COMMIT is checked out beside this tree, in a folder that is deleted in the end, and runs in this environment. Each line
gives the medians, and how many times the earlier figure the present one is; the first message also against what it
costs to import NumPy and Hypothesis. What a check costs against the bare calls of its row: `benchmarks.cost`.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console

from ._measuring import table

ROOT = Path(__file__).parent.parent
BEFORE = "c647834"
"""The commit that this project's bars are set against."""

CHECK = """
import impls
from spec import check
print(sum(verdict.examples for verdict in check(impls.load("im2col")).verdicts))
"""

Measured = tuple[float, str]
"""A figure, and what there is to say about it."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bars", description="What a run costs, and did cost.")
    parser.add_argument("commit", nargs="?", default=BEFORE, metavar="COMMIT", help=f"what to compare with ({BEFORE})")
    commit = parser.parse_args().commit
    figures = table("medians", "", commit, "here", "here / before", "")
    with TemporaryDirectory() as folder:
        before = Path(folder) / "before"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", str(before), commit], cwd=ROOT, check=True)
        try:
            for name, (measure, rounds) in MEASURES.items():
                then, now = _in_turns([partial(measure, before), partial(measure, ROOT)], rounds)
                figures.add_row(name, f"{then[0]:.2f}", f"{now[0]:.2f}", f"{now[0] / then[0]:.3f}", _said(then, now))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(before)], cwd=ROOT, check=True)
    plain = median(_import() for _ in range(7))
    console = Console(highlight=False)
    console.print(figures)
    console.print(f"importing NumPy and Hypothesis: {plain:.2f} s; the first message here: {now[0] / plain:.1f} × that")


def _in_turns(measures: Sequence[Callable[[], Measured]], rounds: int) -> list[Measured]:
    found = [[measure() for measure in measures] for _ in range(rounds)]
    return [(median(figure for figure, _ in column), column[0][1]) for column in zip(*found, strict=True)]


def _said(then: Measured, now: Measured) -> str:
    return f"{then[1]} / {now[1]}" if then[1] else ""


def _check(tree: Path) -> Measured:
    """Seconds of the processor, and how many problems were decided."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = _run([sys.executable, "-c", CHECK], tree)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, f"{int(done.stdout):,} problems"


def _matrix(tree: Path) -> Measured:
    started = time.perf_counter()
    (rows,) = re.findall(r"spec check (.+) \{posargs\}", (ROOT / "tox.ini").read_text())
    _run([sys.executable, "-m", "spec", "check", *rows.split()], tree)
    return time.perf_counter() - started, ""


def _first_message(tree: Path) -> Measured:
    started = time.perf_counter()
    command = [sys.executable, "-u", "-m", "spec", "check", "thirdparty/wrong.py"]
    with TemporaryDirectory() as kept:
        environment = _environment(kept)
        with subprocess.Popen(
            command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        ) as run:
            assert run.stdout
            run.stdout.readline()
            seconds = time.perf_counter() - started
            run.terminate()
    return seconds, ""


MEASURES: dict[str, tuple[Callable[[Path], Measured], int]] = {
    "check(im2col), CPU seconds": (_check, 3),
    "the rows of `tox -e check`, seconds": (_matrix, 1),
    "first message for thirdparty/wrong.py, seconds": (_first_message, 3),
}
"""What is measured, and in how many rounds."""


def _import() -> float:
    started = time.perf_counter()
    _run([sys.executable, "-c", "import numpy, hypothesis"], ROOT)
    return time.perf_counter() - started


def _run(command: Sequence[str], tree: Path) -> subprocess.CompletedProcess[str]:
    with TemporaryDirectory() as kept:
        return subprocess.run(command, cwd=tree, check=True, capture_output=True, text=True, env=_environment(kept))


def _environment(kept: str) -> dict[str, str]:
    """One thread, and a new folder for what fails, so that nothing is there of an earlier run."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return os.environ | threads | {"HYPOTHESIS_STORAGE_DIRECTORY": kept, "PYTHONHASHSEED": "0"}


if __name__ == "__main__":
    main()
