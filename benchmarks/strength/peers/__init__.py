"""Three other ways of testing a convolution, on the same faults: ONNX's backend tests, PyTorch's OpInfo, and a plain
differential test.

Each is replayed through the adapter that the laws use, so that a row need not know which of them is asking.
"""

import time
from collections import Counter
from collections.abc import Collection
from typing import Any

import impls
from spec import LAWS
from spec.contract.operations import OPERATIONS
from spec.contract.subject import Subject
from tests.mutants import Mutant, discover

from ..._measuring import bar
from .. import _digest, _merging
from .._markdown import rendered, seconds, table
from ._apart import LIMIT, Died, apart
from ._peer import Peer

RIGHT = ("definition", "im2col", "loop")
"""Rows that are right: a case that one of them fails is left out, and none may fail the others."""

TOLD = 8
"""How many faults are listed of each kind."""


def measure(faults: Collection[str] = ()) -> dict[str, Any]:
    """What each peer rejects, and the seconds until it does; and what is to be known of the peer. Where names are
    given, of only those faults.
    """
    # Whoever only reads the page need not have them.
    from . import allclose, onnx_tests, opinfo

    mutants = [mutant for mutant in discover() if not faults or mutant.name in faults]
    peers = [module.peer() for module in (onnx_tests, opinfo, allclose)]
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
    told = {
        mutant.name: {
            "operation": mutant.operation,
            "chapter": LAWS[mutant.rejected_by[0]].chapter,
            "fault": mutant.fault,
            "report": mutant.report,
        }
        for mutant in mutants
    }
    return {"faults": told, "peers": measured}


def subjects() -> dict[str, str]:
    """What is measured: faults, each with its digest."""
    return _digest.faults()


def merged(known: dict[str, Any], measured: dict[str, Any]) -> dict[str, Any]:
    """What is known, with what was measured anew of some faults in its place."""
    peers = []
    for before, peer in zip(known["peers"], measured["peers"], strict=True):
        kept = {name: spent for name, spent in before["rejected"].items() if name not in measured["faults"]}
        peers.append(peer | {"rejected": kept | peer["rejected"]})
    return {"faults": _merging.faults(known["faults"], measured["faults"]), "peers": peers}


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


def amiss(found: dict[str, Any]) -> list[str]:
    """Nothing: what a peer lets pass is no fault of the laws."""
    return []


def headline(found: dict[str, Any]) -> str:
    """What the README quotes."""
    scores = ", ".join(f"{peer['name']} {len(peer['rejected'])}" for peer in found["peers"])
    return f"Of the same faults others reject: {scores}."


def section(found: dict[str, Any]) -> str:
    """What each peer rejects, in what time, what it was granted, and what only it, or none, rejects."""
    faults, peers = found["peers"]["faults"], found["peers"]["peers"]
    by = {name: [peer["name"] for peer in peers if name in peer["rejected"]] for name in faults}
    missed = [name for name in faults if not by[name]]
    return rendered(
        "peers",
        faults=len(faults),
        limit=LIMIT,
        right=", ".join(f"`{name}`" for name in RIGHT),
        counts=_counts(faults, [*peers, _ours(found["rejections"])]),
        times=_times(peers),
        peers=[peer | {"omitted": _omitted(peer)} for peer in peers],
        alone={
            peer["name"]: _some(faults, alone)
            for peer in peers
            if (alone := [name for name in faults if by[name] == [peer["name"]]])
        },
        counted={peer["name"]: sum(by[name] == [peer["name"]] for name in faults) for peer in peers},
        missed=len(missed),
        chapters=Counter(faults[name]["chapter"] for name in missed).most_common(),
        some_missed=_some(faults, missed),
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
    return table(["wrong operation", "faults", *(peer["name"] for peer in peers)], rows)


def _ours(found: dict[str, Any]) -> dict[str, Any]:
    """The laws in the form of a peer: they reject what they reject under every seed."""
    always = [name for name, rejections in found["faults"].items() if None not in rejections]
    return {"name": "the laws", "problems": dict.fromkeys(OPERATIONS, True), "rejected": always}


def _times(peers: list[dict[str, Any]]) -> str:
    rows = []
    for peer in peers:
        until = seconds(peer["rejected"].values())
        problems = sum(peer["problems"].values())
        rows.append([peer["name"], peer["version"], problems, *until, f"{peer['right']['definition']:.2g} s"])
    return table(["tests", "version", "problems", "until rejected", "worst", "a pass over `definition`"], rows)


def _omitted(peer: dict[str, Any]) -> list[str]:
    """The cases that a row which is right fails; the same name stands for one of each operation."""
    return [case for cases in peer["left_out"].values() for case in cases]


def _some(faults: dict[str, Any], names: list[str]) -> dict[str, str]:
    """Some of the faults `names`, each with its sentence: those first that were reported of a library."""
    reported = _evenly([name for name in names if faults[name]["report"]], TOLD // 2)
    others = _evenly([name for name in names if not faults[name]["report"]], TOLD - len(reported))
    return {name: faults[name]["fault"] for name in reported + others}


def _evenly(names: list[str], count: int) -> list[str]:
    return [names[index * len(names) // count] for index in range(count)] if len(names) > count else names
