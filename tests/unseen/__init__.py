"""Trials: faults that were written, and tried, before anybody who knows the laws had seen them (see README.md)."""

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from spec import Implementation

HERE = Path(__file__).parent


def trials() -> dict[str, list[str]]:
    """The names of the faults of each trial, by its date."""
    return {
        folder.name: sorted(file.stem for file in folder.glob("fault_*.py"))
        for folder in sorted(HERE.iterdir())
        if (folder / "score.json").exists()
    }


def score(trial: str) -> dict[str, Any]:
    """What rejected each fault on the day of the trial."""
    found: dict[str, Any] = json.loads((HERE / trial / "score.json").read_text(encoding="utf-8"))
    return found


def path(trial: str, name: str) -> Path:
    """The file of a fault; "control" is the right implementation."""
    return HERE / f"{name}.py" if name == "control" else HERE / trial / f"{name}.py"


@cache
def module(trial: str, name: str) -> ModuleType:
    """A fault, imported as whoever wrote it would: beside the control and the contract."""
    if str(HERE) not in sys.path:
        sys.path.append(str(HERE))
    specification = importlib.util.spec_from_file_location(f"{trial}_{name}".replace("-", "_"), path(trial, name))
    assert specification
    assert specification.loader
    made = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = made
    specification.loader.exec_module(made)
    return made


def implementation(trial: str, name: str) -> Implementation:
    """A fault as a row."""
    row: Implementation = module(trial, name).IMPLEMENTATION
    return row
