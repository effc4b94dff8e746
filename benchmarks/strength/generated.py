"""Generated mutants: every small change that cosmic-ray can make to a row that is written in NumPy.

A mutant that someone thought of says what its author thought of. These are made from the program text, one at a time:
another operator, a number more or less by one, a loop that does not run. Each must be rejected by a law, or there is a
sentence in `tests/mutants/_survivors.py` that says why nobody could tell it from the row.
"""

import ast
import multiprocessing
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

import impls
from spec import LAWS, check
from tests.mutants._survivors import SURVIVORS

from .._measuring import bar, forget_failures

ROWS = ("im2col", "toeplitz", "loop")

LIMIT = 60
"""Seconds that a law may take over a mutant; over the rows themselves none takes more than three."""

MEMORY = 8
"""GiB that a mutant may address; some ask for terabytes."""

PROCESSES = 2

ORDER = sorted(LAWS, key=lambda law: not (law.endswith("with_the_definition") or LAWS[law].operation == "train"))
"""The laws as they are asked: those first that say most of an operation at once, then as one reads them."""

IMPORT, CRASHED, TIMED_OUT, SURVIVES = "at import", "crashed", "timed out", "survives"
"""What can come of a mutant, beside the name of the law that rejects it."""


@dataclass(frozen=True)
class Generated:
    """A row of which one line is another; the lines without their indentation."""

    row: str
    line: str
    instead: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by: no line number, so that it outlives changes elsewhere in the row."""
        return self.row, self.line, self.instead


def measure() -> dict[str, Any]:
    """What comes of every generated mutant.

    Raises ValueError, with all of them, where a survivor is unaccounted for, or something else is called a survivor.
    """
    started = time.perf_counter()
    mutants = [mutant for row in ROWS for mutant in generate(row)]
    outcomes = dict(zip(mutants, ask(mutants), strict=True))
    survivors = [mutant for mutant in mutants if outcomes[mutant] == SURVIVES]
    surviving = {mutant.key for mutant in survivors}
    complaints = [f"no reason is given why this survives: {key}" for key in sorted(surviving - set(SURVIVORS))]
    complaints += [
        f"a reason is given why this survives, but nothing does: {key}" for key in set(SURVIVORS) - surviving
    ]
    complaints += [
        f"a reason is given why this survives, and one such mutant does not ({found}): {mutant.key}"
        for mutant, found in outcomes.items()
        if found != SURVIVES and mutant.key in surviving
    ]
    if complaints:
        raise ValueError("\n".join(complaints))
    return {
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "rows": {
            row: dict(Counter(found for mutant, found in outcomes.items() if mutant.row == row).most_common())
            for row in ROWS
        },
        "survivors": [[*mutant.key, SURVIVORS[mutant.key]] for mutant in survivors],
    }


def section(found: dict[str, Any]) -> str:
    """The mutants of every row, what rejected them, and the survivors, each with its reason."""
    rows, survivors = found["rows"], found["survivors"]
    total = sum(sum(outcomes.values()) for outcomes in rows.values())
    laws = Counter(dict.fromkeys(ORDER, 0))
    for outcomes in rows.values():
        laws.update({what: times for what, times in outcomes.items() if what in LAWS})
    lines = [
        "## Generated mutants",
        "",
        "cosmic-ray changes one thing in the text of a row at a time: an operator, a number, a comparison, a loop. All "
        f"{total:,} programs that it makes of {', '.join(f'`{row}`' for row in rows)} and that differ in more than "
        "spaces are asked the laws at effort quick, seed 0, first those that compare with the definition or watch a "
        f"layer learn, then the rest, until one fails. Each has a process of its own, {MEMORY} GiB, and {LIMIT} s for "
        "a law. A program that cannot be imported, ends its process or does not return is rejected. "
        f"{len(survivors)} survive, and each of them is listed with the reason why it is no fault. "
        f"The run took {found['minutes']:g} minutes with {PROCESSES} processes.",
        "",
        "| row | mutants | rejected by a law | at import | crashed | timed out | survive |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row, outcomes in rows.items():
        by_law = sum(times for what, times in outcomes.items() if what in LAWS)
        others = [outcomes.get(what, 0) for what in (IMPORT, CRASHED, TIMED_OUT, SURVIVES)]
        lines.append(" | ".join([f"| `{row}`", *map(str, (sum(outcomes.values()), by_law, *others))]) + " |")
    lines += ["", "| the first law that fails | mutants |", "|---|---:|"]
    lines += [f"| `{law}` | {times} |" for law, times in laws.most_common() if times]
    lines += ["", "What survives, and why:", "", "| row | line | instead | why it is no fault |", "|---|---|---|---|"]
    lines += [
        f"| `{row}` | {_code(line)} | {_code(instead)} | {because} |" for row, line, instead, because in survivors
    ]
    return "\n".join(lines) + "\n"


def generate(row: str) -> Iterator[Generated]:
    """Every different program that cosmic-ray makes of the row by one change."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    source = (Path(impls.__file__).parent / f"{row}.py").read_text()
    seen = {ast.dump(ast.parse(source))}
    for name in operator_names():
        if name in ("core/VariableReplacer", "core/VariableInserter"):
            # They change at random, and have to be told which variable.
            continue
        operator, occurrence = get_operator(name)(), 0
        while (mutated := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            with suppress(SyntaxError):
                # The star of a signature is an operator to cosmic-ray, and what it makes of it is no program.
                meant = ast.dump(ast.parse(mutated))
                if meant in seen:
                    continue
                seen.add(meant)
                pairs = zip(source.splitlines(), mutated.splitlines(), strict=True)
                ((line, instead),) = [(line, instead) for line, instead in pairs if line != instead]
                yield Generated(row, line.strip(), instead.strip(), mutated)


def ask(mutants: list[Generated]) -> list[str]:
    """What comes of each, in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *(f"impls.{row}" for row in ROWS)])
    with ProcessPool(max_workers=PROCESSES, max_tasks=1, context=context) as pool, bar("mutants") as progress:
        futures = [pool.schedule(verdict, (mutant.row, mutant.source)) for mutant in mutants]
        return [_outcome(future) for future in progress.track(futures, description="generated")]


def verdict(row: str, source: str) -> str:
    """The first law that the program `source`, put in the place of a row, breaks."""
    forget_failures()
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY << 30,) * 2)
    signal.alarm(LIMIT)
    module = sys.modules[f"impls.{row}"] = ModuleType(f"impls.{row}")
    module.__package__ = "impls"
    try:
        exec(compile(source, f"{row}.py", "exec"), vars(module))
    except Exception:
        return IMPORT
    for law in ORDER:
        # Nothing catches the signal: it ends the process, whatever that is at.
        signal.alarm(LIMIT)
        if not check(module.IMPLEMENTATION, laws=[law], shrink=False).conforms:
            return law
    return SURVIVES


def _outcome(future: ProcessFuture) -> str:
    try:
        found: str = future.result()
    except ProcessExpired as expired:
        return TIMED_OUT if expired.exitcode == -signal.SIGALRM else CRASHED
    return found


def _code(line: str) -> str:
    """A line of code in a cell of a table."""
    return f"`{line}`".replace("|", "\\|")
