"""Says below tox's own summary what was left out, so that nobody takes a skip for a pass."""

import atexit

from tox.plugin import impl
from tox.tox_env.errors import Skip
from tox.tox_env.python.api import Python


@impl
def tox_env_teardown(tox_env: Python) -> None:
    try:
        _ = tox_env.base_python
    except Skip as why:
        remedy = "Install that Python, and run this again."
        atexit.register(print, f"\nNOT TESTED: {tox_env.conf.name}, since tox {why}. {remedy}")
