"""Three other ways of testing a convolution, on the same faults: ONNX's backend tests, PyTorch's OpInfo, and a plain
differential test.

Each is replayed through the adapter that the laws use, so that a row need not know which of them is asking.
"""

import time
from collections import Counter
from collections.abc import Iterable
from statistics import median
from typing import Any

import impls
from spec import LAWS
from spec.operation import OPERATIONS
from spec.subject import Subject
from tests.mutants import Mutant, discover

from ..._measuring import bar
from . import allclose, onnx_tests, opinfo
from ._apart import LIMIT, Died, apart
from ._peer import Peer

PEERS = (onnx_tests, opinfo, allclose)

RIGHT = ("definition", "im2col", "loop")
"""Rows that are right: a case that one of them fails is left out, and none may fail the others."""

TOLD = 8
"""How many faults are listed of each kind."""


def measure() -> dict[str, Any]:
    mutants = discover()
    peers = [module.peer() for module in PEERS]
    with bar("faults") as progress:
        task = progress.add_task("", total=len(mutants) * len(peers))
        measured = []
        for peer in peers:
            progress.update(task, description=peer.name)
            sound = peer
            for name in RIGHT:
                sound = sound.sound(_subject(impls.load(name)))
            rejected = {}
            for mutant in mutants:
                spent, is_rejected = _asked(sound, mutant)
                if is_rejected:
                    rejected[mutant.name] = round(spent, 4)
                progress.advance(task)
            measured.append(_facts(peer, sound) | {"rejected": rejected})
    faults = {
        mutant.name: {
            "operation": mutant.operation,
            "chapter": LAWS[mutant.rejected_by[0]].chapter,
            "fault": mutant.fault,
            "report": mutant.report,
        }
        for mutant in mutants
    }
    return {"faults": faults, "peers": measured}


def _subject(row: Any) -> Subject:
    """A row as a peer sees it: with the very numbers that it returns, and nothing of its deviations."""
    return Subject(row, "", deviations=False).unrounded()


def _asked(peer: Peer, mutant: Mutant) -> tuple[float, bool]:
    """The seconds that the cases calling the mutant's wrong operation took, up to the first that rejects it."""
    if not peer.cases.get(mutant.operation):
        return 0.0, False
    subject = _subject(mutant.implementation)

    def question() -> tuple[float, bool]:
        started = time.perf_counter()
        is_rejected = peer.rejects(subject, mutant.operation)
        return time.perf_counter() - started, is_rejected

    started = time.perf_counter()
    try:
        spent, is_rejected = apart(question)
    except Died:
        return time.perf_counter() - started, True
    return spent, is_rejected


def _facts(peer: Peer, sound: Peer) -> dict[str, Any]:
    """What is known of a peer beside the faults that it rejects."""
    left_out = {
        operation: [case.name for case in cases if case not in sound.cases[operation]]
        for operation, cases in peer.cases.items()
    }
    return {
        "name": peer.name,
        "version": peer.version,
        "what": peer.what,
        "problems": {operation: sum(case.problems for case in cases) for operation, cases in sound.cases.items()},
        "left_out": {operation: cases for operation, cases in left_out.items() if cases},
        "right": {name: _pass(sound, name) for name in RIGHT},
    }


def _pass(peer: Peer, name: str) -> float:
    """The seconds that a row which is right takes through all cases. Raises ValueError where one rejects it."""
    row = impls.load(name)
    started = time.perf_counter()
    for operation in row.operations:
        if peer.rejects(_subject(row), operation):
            raise ValueError(f"{peer.name} rejects {name}, which is right; leave out the case of {operation} that does")
    return round(time.perf_counter() - started, 3)


def section(found: dict[str, Any]) -> str:
    faults, peers = found["faults"], found["peers"]
    return "\n\n".join(
        [
            "## Other tests on the same faults",
            f"Three other ways of testing a convolution were replayed against the {len(faults)} mutants of "
            "[tests/mutants](../tests/mutants), each of which the laws that it names reject. They call a mutant by "
            "the adapter that the laws use. Of each mutant the tests are run that call the operation which is wrong, "
            "where the mutant claims what they ask, until the first that fails; an exception of any kind is a failure. "
            "Every mutant has a process of its own for every peer, and "
            f"{LIMIT:g} seconds; a crash and a time-out count as rejections too. Operands are copies. Samples and "
            "references are made beforehand and cost the peers nothing, except what Hypothesis draws, which is not "
            "shrunk. All seeds are fixed.",
            _counts(faults, peers),
            "A dash stands where a peer has no test that calls the operation. "
            "Seconds are those until the first rejection, and those of a pass over `definition`, with no rejection.",
            _times(peers),
            *(_description(peer) for peer in peers),
            *_telling(faults, peers),
        ]
    )


def _counts(faults: dict[str, Any], peers: list[dict[str, Any]]) -> str:
    def count(peer: dict[str, Any], names: list[str], operation: str | None = None) -> str:
        if operation and not peer["problems"].get(operation):
            return "–"
        return str(sum(name in peer["rejected"] for name in names))

    rows = []
    for operation in OPERATIONS:
        if names := [name for name, fault in faults.items() if fault["operation"] == operation]:
            rows.append([f"`{operation}`", len(names), *(count(peer, names, operation) for peer in peers)])
    rows.append(["all", len(faults), *(count(peer, list(faults)) for peer in peers)])
    return _table(["wrong operation", "faults", *(peer["name"] for peer in peers)], rows)


def _times(peers: list[dict[str, Any]]) -> str:
    rows = []
    for peer in peers:
        seconds = list(peer["rejected"].values())
        figures = (median(seconds), max(seconds), peer["right"]["definition"])
        problems = sum(peer["problems"].values())
        rows.append([peer["name"], peer["version"], problems, *(f"{second:.3f}" for second in figures)])
    return _table(["", "version", "problems", "median s", "worst s", "`definition`, s"], rows)


def _description(peer: dict[str, Any]) -> str:
    text = f"**{peer['name']}.** {' '.join(peer['what'].split())}"
    left_out = [case for cases in peer["left_out"].values() for case in cases]
    rows = ", ".join(f"`{name}`" for name in RIGHT)
    if not left_out:
        return f"{text} Rows that are right ({rows}) pass all of it."
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(left_out))
    return (
        f"{text} {len(left_out)} cases that a row which is right ({rows}) fails, since it rounds by more than the "
        f"tolerance, are left out; they are made of {names}. Such rows pass all the others."
    )


def _telling(faults: dict[str, Any], peers: list[dict[str, Any]]) -> list[str]:
    """Faults that just one peer rejects, and faults that none does."""
    by = {name: tuple(peer["name"] for peer in peers if name in peer["rejected"]) for name in faults}
    parts = []
    for who in sorted(set(by.values()), key=lambda who: (-len(who), who)):
        names = [name for name in faults if by[name] == who]
        if len(who) == 1:
            parts.append(_list(f"{len(names)} faults are rejected by {who[0]} alone", faults, names))
    missed = [name for name in faults if not by[name]]
    chapters = Counter(faults[name]["chapter"] for name in missed).most_common()
    of_chapters = ", ".join(f"{chapter} {count}" for chapter, count in chapters)
    title = (
        f"{len(missed)} faults are rejected by none of the three. By the chapter of the first law that must, "
        f"they belong to: {of_chapters}"
    )
    return [*parts, _list(title, faults, missed)]


def _list(title: str, faults: dict[str, Any], names: list[str]) -> str:
    """Some of the faults `names`: those first that were reported of a library, then evenly from all."""
    reported = [name for name in names if faults[name]["report"]]
    some = _evenly(reported, TOLD // 2)
    rest = [name for name in names if name not in reported]
    some += _evenly(rest, TOLD - len(some))
    lines = [f"- `{name}`: {faults[name]['fault']}" for name in some]
    opening = "" if len(some) == len(names) else ", among them"
    return "\n".join([f"{title}{opening}:", "", *lines])


def _evenly(names: list[str], count: int) -> list[str]:
    return [names[index * len(names) // count] for index in range(count)] if len(names) > count else names


def _table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] + ["--:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
