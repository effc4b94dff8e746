"""Provenance: when a report was made, on which machine, and with which libraries."""

import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from ..contract.configuration import configuration
from ..contract.implementation import Implementation
from ..contract.libraries import imported, libraries
from ..drawing.valid import share_supported
from ..version import VERSION
from .report import ClaimedOperation, Provenance


def made(row: Implementation) -> Provenance:
    """The time, this machine, and the versions of the libraries that the file of the row imports."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    here = platform.python_version(), f"{platform.system()} {platform.machine()}"
    chosen = configuration(imported(row))
    return Provenance(when, *here, libraries(row), VERSION, processor(), chosen)


def processor() -> str:
    """The name of this machine's processor, if it has one."""
    about = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.+)", about.read_text(encoding="utf-8"), re.M) if about.exists() else []
    return names[0] if names else platform.processor()


def claimed(row: Implementation) -> dict[str, ClaimedOperation]:
    """What the row claims of each operation."""
    return {
        name: ClaimedOperation(
            tuple(sorted(claims.ranks)),
            tuple(sorted(claims.dtypes)),
            tuple(sorted(claims.forms)),
            tuple(sorted(claims.boundaries)) if "boundary" in claims.features else (),
            tuple(sorted(claims.features)),
            claims.accumulates or "",
            share_supported(claims),
        )
        for name, claims in row.operations.items()
    }
