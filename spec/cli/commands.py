"""The commands, and what they print."""

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console

from ..contract.operations import ClaimError
from ..display import failures, law_pages
from ..display.coverage import coverage_tables
from ..isolation.cluster import Unreachable
from ..isolation.locate import NotFound, NotInstalled, rows
from ..isolation.process import Death
from ..isolation.worker import Worker
from ..laws.law import Law
from ..reading.claim import TextbookClaim
from ..reports.file import Unreadable, dump, load
from ..reports.merge import merged
from ..version import PROGRAM
from .check import BREAKS, CONFORMS, USAGE, check
from .debugging import stopping, written_down


def follow(options: argparse.Namespace) -> int:
    """Runs the command. Returns 0 where all conform, 1 where something breaks, 2 where the command cannot be run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal without a minus sign shows a question mark. Lines are shown as soon as they are printed.
            stream.reconfigure(errors="replace", line_buffering=True)
    console = Console(highlight=False)
    errors = Console(stderr=True, highlight=False)
    command = {
        "laws": _laws,
        "textbook": _textbook,
        "show": _show,
        "check": check,
        "replay": _replay,
        "script": _script,
        "report": _report,
        "profile": _profile,
    }[options.command]
    try:
        return command(options, console, errors)
    except (NotFound, NotInstalled, ClaimError, Death, Unreachable, Unreadable, OSError) as error:
        what = f"{error.filename}: {error.strerror}; name another place" if isinstance(error, OSError) else error
        errors.print(f"{PROGRAM}: {what}", style="red", markup=False, soft_wrap=True)
        return USAGE


def _laws(options: argparse.Namespace, console: Console, errors: Console) -> int:
    console.print(law_pages.contents())
    return CONFORMS


def _textbook(options: argparse.Namespace, console: Console, errors: Console) -> int:
    console.print(law_pages.textbook())
    return CONFORMS


def _show(options: argparse.Namespace, console: Console, errors: Console) -> int:
    shown: Law | TextbookClaim = options.law
    about, function = (
        (law_pages.page(shown), shown.statement)
        if isinstance(shown, Law)
        else (law_pages.claim_page(shown), shown.witness)
    )
    console.print(about)
    console.print()
    # A line of a program is not broken where the terminal ends.
    console.print(law_pages.program(function), soft_wrap=True)
    return CONFORMS


def _replay(options: argparse.Namespace, console: Console, errors: Console) -> int:
    law: Law = options.law
    if options.pdb:
        verdict = stopping(options.impl, law.name, options.problem)
    else:
        with Worker(options.impl, options.limits) as worker:
            verdict = worker.replay(law.name, options.problem)
    if verdict.status == "not claimed":
        what = f"{law.name} cannot be asked of {options.impl} on {options.problem}: {verdict.summary}"
        errors.print(what, markup=False, soft_wrap=True)
        return USAGE
    if options.npz:
        count = written_down(options.impl, law.name, options.problem, options.npz)
        console.print(f"{options.npz}: {count} call{'s' * (count != 1)} of {law.name}", markup=False, soft_wrap=True)
    if verdict.status == "conforms":
        console.print(f"{options.impl} satisfies {law.name} on {options.problem}", markup=False, soft_wrap=True)
        return CONFORMS
    explained = failures.explanation(options.impl, verdict, traceback=options.traceback)
    console.print(explained, markup=False, soft_wrap=True)
    return BREAKS if verdict.failed else CONFORMS


def _script(options: argparse.Namespace, console: Console, errors: Console) -> int:
    law: Law = options.law
    with Worker(options.impl, options.limits) as worker:
        made = worker.script(law.name, options.problem)
    if not made.text:
        what = f"no program shows that {options.impl} breaks {law.name} on {options.problem}: {made.reason}"
        errors.print(f"{PROGRAM}: {what}", style="red", markup=False, soft_wrap=True)
        return USAGE
    # Printed without markup or wrapping, since it is a program.
    print(made.text, end="")
    return CONFORMS


def _report(options: argparse.Namespace, console: Console, errors: Console) -> int:
    from ..display import matrix_page

    files = options.files or sorted(Path("reports").glob("*.json"))
    if not files:
        raise Unreadable(f"there are no reports in reports/; make one: {PROGRAM} check IMPL --json FILE")
    matrix = merged(map(load, files), () if options.files else rows())
    options.out.mkdir(parents=True, exist_ok=True)
    _write(options.out / "index.html", matrix_page.page(matrix))
    _write(options.out / "matrix.md", matrix_page.markdown(matrix))
    _write(options.out / "badge.svg", matrix_page.badge(matrix))
    _write(options.out / "matrix.json", dump(matrix.reports.values(), matrix.missing, matrix.laws))
    for warning in matrix.warnings:
        errors.print(f"{PROGRAM}: {warning}", style="yellow", markup=False, soft_wrap=True)
    console.print(f"{options.out / 'index.html'}: {matrix_page.summary(matrix)}", markup=False, soft_wrap=True)
    return CONFORMS


def _profile(options: argparse.Namespace, console: Console, errors: Console) -> int:
    with errors.status(f"{options.impl}: asking all laws"), Worker(options.impl) as worker:
        coverage = worker.profile(options.effort, options.seed)
    console.print(
        f"{coverage.problems} valid problems: the levels of each factor, and how often the rarest pair occurred"
    )
    console.print()
    console.print(coverage_tables(coverage))
    for pair in coverage.missing():
        console.print(f"never together: {pair}", style="dim", markup=False)
    return CONFORMS


def _write(path: Path, text: str) -> None:
    """Writes a file in UTF-8, whatever the locale."""
    path.write_text(text, encoding="utf-8")
