"""Memory: the descriptors of failures, kept from one run to the next, which tries them first.

They lie in Hypothesis' database, as what they are: Hypothesis itself forgets the failures of seeded runs.
"""

from typing import Any


def remember(row: str, law: str, problem: str) -> None:
    """Keeps the descriptor of a failure, which the next run tries first."""
    if database := _database():
        database.save(_key(row, law), problem.encode())


def kept(row: str, law: str) -> list[str]:
    """The descriptors that are kept of failures."""
    database = _database()
    return sorted(value.decode(errors="replace") for value in database.fetch(_key(row, law))) if database else []


def forget(row: str, law: str, problem: str) -> None:
    """Keeps the descriptor no longer."""
    if database := _database():
        database.delete(_key(row, law), problem.encode())


def _key(row: str, law: str) -> bytes:
    return f"corrspec {row} {law}".encode()


def _database() -> Any:
    """Where Hypothesis keeps what it remembers, if it does: the folder `.hypothesis`, if nobody says otherwise.

    The profile is asked for by its name, since Hypothesis takes one without a database where the variable `CI` is set.
    """
    from hypothesis import settings

    return settings.get_profile("default").database
