"""What was measured in part: the new in the place of what was known, in the order of the catalogue or of the laws."""

from collections.abc import Mapping
from typing import Any

from spec import LAWS
from tests.mutants import discover


def faults(known: Mapping[str, Any], measured: Mapping[str, Any]) -> dict[str, Any]:
    """By fault, of all that there still are."""
    both = {**known, **measured}
    return {fault.name: both[fault.name] for fault in discover() if fault.name in both}


def laws(known: Mapping[str, Any], measured: Mapping[str, Any]) -> dict[str, Any]:
    """By law, of all that there still are."""
    both = {**known, **measured}
    return {law: both[law] for law in LAWS if law in both}
