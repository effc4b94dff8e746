"""A cluster gives the verdicts that this machine gives, also where one of its workers dies over them."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from benchmarks.strength import kills, rejections
from spec import LAWS, Report, Verdict
from spec.__main__ import main
from spec.checking.order import as_asked
from spec.checking.run import Run
from spec.isolation.cluster import Unreachable, cluster
from spec.isolation.rows import Rows
from tests.mutants import discover
from tests.processes import run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
RUN = Run(seed=5, memory=False)

KILLING = """
import os, signal
from pathlib import Path
from typing import Any

from corrspec import Implementation, Problem, definition

MARK = Path({mark!r})

def correlate(input, weight, *, bias, stride, padding, boundary, dilation, groups):
    if max(stride) > 1 and not MARK.exists():
        MARK.touch()
        os.kill(os.getppid(), signal.SIGKILL)
    with_all = dict(stride=stride, padding=padding, boundary=boundary, dilation=dilation, groups=groups)
    return definition.correlate(Problem(input, weight, bias, **with_all))

IMPLEMENTATION = Implementation("killing", correlate)
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ExitStack() as opened:
        started = opened.enter_context(
            LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0")
        )
        yield started.scheduler_address


def asked(row: str, address: str | None, laws: list[str]) -> tuple[list[str], Report]:
    """The laws in the order in which they were told of, and the report."""
    with ExitStack() as opened:
        executor, jobs = opened.enter_context(cluster(address)) if address else (None, 2)
        rows = opened.enter_context(Rows([row], RUN, laws=laws, executor=executor, jobs=jobs))
        told = [verdict.law for verdict in rows.of(row)]
        report = rows.report(row)
    assert report
    return told, report


def plain(report: Report) -> list[Verdict]:
    """The verdicts without the time that they took."""
    return [replace(verdict, seconds=0.0) for verdict in report.verdicts]


def test_a_cluster_gives_the_same_verdicts_in_the_same_order(address: str) -> None:
    laws = list(LAWS)
    (told, there), (_, here) = asked("thirdparty/wrong.py", address, laws), asked("thirdparty/wrong.py", None, laws)
    assert told == as_asked(laws)
    assert plain(there) == plain(here)
    assert not there.conforms


def test_a_worker_that_dies_in_the_middle_costs_its_tasks_another_try_and_nothing_else(
    address: str, tmp_path: Path
) -> None:
    row, mark = tmp_path / "killing.py", tmp_path / "mark"
    row.write_text(KILLING.format(mark=str(mark)))
    laws = [law for law in LAWS if LAWS[law].chapter in ("definition", "window", "symmetry")]
    told, there = asked(str(row), address, laws)
    assert mark.exists()
    assert told == as_asked(laws)
    assert {verdict.status for verdict in there.verdicts} == {"conforms"}
    assert plain(there) == plain(asked(str(row), None, laws)[1])


def test_the_command_line_asks_on_a_cluster(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "im2col", "loop", "--law", "linear_in_the_input", "--cluster", address]) == 0
    assert "linear" not in capsys.readouterr().err


def test_where_there_is_no_cluster_it_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spec.isolation.cluster.WAIT", 1)
    assert main(["check", "im2col", "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert "no scheduler answers at tcp://127.0.0.1:9: start one with `python -m dask scheduler`" in " ".join(
        capsys.readouterr().err.split()
    )


def test_a_cluster_without_workers_is_said_to_be_one() -> None:
    with (
        LocalCluster(n_workers=0, processes=True, dashboard_address=":0") as empty,
        pytest.raises(Unreachable, match="has no workers: start some with `python -m dask worker"),
        cluster(empty.scheduler_address),
    ):
        pass


def test_nothing_of_dask_is_imported_where_nobody_asks_for_a_cluster() -> None:
    done = run([sys.executable, "-c", "import sys, spec.__main__; print('distributed' in sys.modules)"], cwd=ROOT)
    assert done.stdout.strip() == "False"


def test_faults_are_measured_on_a_cluster_as_here(address: str) -> None:
    faults, laws = (
        [fault.name for fault in discover()[:3]],
        ["striding_is_subsampling", "an_output_depends_only_on_its_window"],
    )
    there, here = (kills.measure(faults, laws, cluster=found)["faults"] for found in (address, None))
    assert list(there) == faults

    def problems(measured: dict[str, Any]) -> dict[str, dict[str, int]]:
        return {name: {law: asked for law, (asked, _) in one["kills"].items()} for name, one in measured.items()}

    assert problems(there) == problems(here)
    there, here = (rejections.measure(faults[:1], found)["faults"] for found in (address, None))
    assert [asked for asked, _ in there[faults[0]]] == [asked for asked, _ in here[faults[0]]]
