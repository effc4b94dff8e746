"""Configuration: what a library would choose by the processor it finds, chosen by the row that calls it.

Libraries read such choices from the environment, most of them once, as they are loaded: which instructions to use,
which of two implementations, how many threads. A row that leaves the choice to them may say something else on every
machine.
"""

import os
import shlex
import sys
from collections.abc import Collection, Mapping

from .operations import ClaimError

OVERRIDES = "CORRSPEC_CONFIGURATION"
"""The variable that goes before what rows choose, as in `ATEN_CPU_CAPABILITY=avx2 OMP_NUM_THREADS=2`: words as a shell
splits them.
"""

_configured: dict[str, dict[str, str]] = {}
"""What was chosen in this process, by library and environment variable."""

_at_start = dict(os.environ)
_only_at_start = False


class Unconfigured(Exception):
    """The process was started without `environment`, which was chosen since, and must be started again with it."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__(environment)
        self.environment = environment


def configure(**libraries: Mapping[str, str]) -> None:
    """Sets the environment variables by which each library, named as it is imported, is told what to compute with.

    To be called before a library is imported. In a worker the process is started again with these variables, so that
    they count for what was loaded before the row, NumPy's BLAS among it. Raises ClaimError where another row has chosen
    otherwise in this process, and the library is loaded.

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
    """Lets `configure` raise Unconfigured from now on, where the process was not started with what is chosen."""
    global _only_at_start
    _only_at_start = True
