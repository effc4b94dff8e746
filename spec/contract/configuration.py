"""Configuration: a row fixes choices that its library would otherwise make by the processor that it finds.

Libraries read such choices from the environment, most of them once, as they are loaded: which instructions to use,
which of two implementations, how many threads. A row that leaves these choices to its library may answer differently on
every machine.
"""

import os
import shlex
import sys
from collections.abc import Collection, Mapping

from .operations import ClaimError

OVERRIDES = "CORRSPEC_CONFIGURATION"
"""The variable that overrides what rows choose. An example is `ATEN_CPU_CAPABILITY=avx2 OMP_NUM_THREADS=2`: words are
split as in a shell.
"""

_configured: dict[str, dict[str, str]] = {}
"""The choices made in this process, by library and environment variable."""

_at_start = dict(os.environ)
_only_at_start = False


class Unconfigured(Exception):
    """The process was started without `environment`, which was chosen later. It must be started again with it."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__(environment)
        self.environment = environment


def configure(**libraries: Mapping[str, str]) -> None:
    """Sets the environment variables that tell each library, named as it is imported, what to compute with.

    Call this before the library is imported. A worker's process is started again with these variables, so that they
    also take effect on what was loaded before the row, such as NumPy's BLAS. Raises ClaimError where the library is
    loaded and another row has chosen otherwise in this process.

    >>> configure(mylib={"MYLIB_THREADS": "1"})
    >>> configuration({"mylib"})
    {'MYLIB_THREADS': '1'}
    """
    overrides = _overrides()
    chosen: dict[str, str] = {}
    for library, environment in libraries.items():
        wanted = {name: overrides.get(name, value) for name, value in environment.items()}
        before = configuration(_configured) if _only_at_start or library in sys.modules else {}
        for name, value in wanted.items():
            if before.get(name, value) != value:
                other = f"{name} is {before[name]} in this process, and cannot be {value} as well"
                raise ClaimError(f"{other}; run the two rows in processes of their own")
        _configured.setdefault(library, {}).update(wanted)
        chosen |= wanted
    os.environ.update(chosen)
    if _only_at_start and any(_at_start.get(name) != value for name, value in chosen.items()):
        raise Unconfigured(chosen)


def _overrides() -> dict[str, str]:
    pairs = [word.partition("=") for word in shlex.split(os.environ.get(OVERRIDES, ""))]
    for name, equals, _ in pairs:
        if not (name and equals):
            raise ClaimError(f"{OVERRIDES} has the word {name!r}; write NAME=VALUE, in quotes where there are spaces")
    return {name: value for name, _, value in pairs}


def configuration(libraries: Collection[str]) -> dict[str, str]:
    """The environment variables that were set for any of these libraries, by name."""
    chosen = (environment for library, environment in _configured.items() if library in libraries)
    return dict(sorted(pair for environment in chosen for pair in environment.items()))


def start_again_if_unconfigured() -> None:
    """From now on, `configure` raises Unconfigured where the process was not started with what it chooses."""
    global _only_at_start
    _only_at_start = True
