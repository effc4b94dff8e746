"""Configuration: a row chooses what its library computes with, whatever the environment says, and says so."""

import os
import sys
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from spec import ClaimError, Implementation, configure
from spec.contract.configuration import OVERRIDES, configuration
from spec.isolation.locate import NotFound
from spec.isolation.worker import Worker

ROW = """
import numpy
from corrspec import Implementation, configure

configure(numpy={"OPENBLAS_CORETYPE": "Nehalem", "OMP_NUM_THREADS": "1"})

IMPLEMENTATION = Implementation("mine", lambda input, weight: None)
"""


def in_effect(row: Implementation) -> tuple[str, int]:
    """The kernels of NumPy's BLAS, and its threads."""
    (blas,) = (library for library in threadpool_info() if library["internal_api"] == "openblas")
    return blas["architecture"], blas["num_threads"]


@pytest.fixture
def row(tmp_path: Path) -> str:
    (tmp_path / "row.py").write_text(ROW)
    return str(tmp_path / "row.py")


def test_what_a_row_chooses_counts_for_what_was_loaded_before(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Sandybridge")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    with Worker(row) as worker:
        assert worker.ask(in_effect) == ("Nehalem", 1)
    assert os.environ["OPENBLAS_CORETYPE"] == "Sandybridge"


def test_an_override_goes_before_what_a_row_chooses(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OVERRIDES, "OPENBLAS_CORETYPE=Sandybridge ATEN_CPU_CAPABILITY=avx2")
    with Worker(row) as worker:
        assert worker.ask(in_effect) == ("Sandybridge", 1)
        assert worker.check(laws=[]).made.configuration == {
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_CORETYPE": "Sandybridge",
        }


def test_an_override_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spec.contract.configuration._configured", {})
    monkeypatch.setenv(OVERRIDES, "HUES='1 and 2' 3")
    with pytest.raises(ClaimError, match="has the word '3'; write NAME=VALUE"):
        configure(paint={"HUES": "1"})
    monkeypatch.setenv(OVERRIDES, "HUES='1 and 2'")
    configure(paint={"HUES": "1"})
    assert configuration({"paint"}) == {"HUES": os.environ.pop("HUES")} == {"HUES": "1 and 2"}


def test_a_row_that_contradicts_another_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spec.contract.configuration._configured", {})
    monkeypatch.setenv("HUES", "0")
    configure(paint={"HUES": "2"})
    configure(paint={"HUES": "1"})  # nothing has been painted yet
    assert os.environ["HUES"] == "1"
    configure(brush={"HUES": "1"})
    monkeypatch.setitem(sys.modules, "brush", sys)
    with pytest.raises(ClaimError, match="HUES is 1 in this process, and cannot be 2 as well"):
        configure(brush={"HUES": "2"})
    assert configuration({"paint"}) == configuration({"brush"}) == {"HUES": "1"}
    assert configuration({"canvas"}) == {}


def test_a_row_that_contradicts_itself_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "row.py").write_text(ROW.replace("\n\nIMPL", "\nconfigure(numpy={'OMP_NUM_THREADS': '2'})\nIMPL"))
    with (
        Worker(str(tmp_path / "row.py")) as worker,
        pytest.raises(NotFound, match="OMP_NUM_THREADS is 1 in this process"),
    ):
        worker.check(laws=[])
