"""The command line: `python -m spec` in the checkout, `corrspec` once installed."""

import argparse
import os
import sys
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console

from . import terminal
from .checking import BREAKS, CONFORMS, USAGE, check
from .cluster import Unreachable
from .debugging import stopping, written_down
from .descriptor import Descriptor
from .law import LAWS, Law
from .locate import NotFound, NotInstalled, rows
from .matrix import merged
from .operation import ClaimError
from .report import Unreadable, dump, load
from .search import EXAMPLES
from .textbook import CLAIMS, Claim
from .worker import Death, Limits, Worker


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. Returns 0 where all conform, 1 where something breaks, 2 where the command cannot be
    followed.
    """
    options = _parser().parse_args(arguments)
    if "time_limit" in options:
        options.limits = Limits(options.time_limit, options.memory_limit)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that knows no minus sign shows a question mark. What is found is shown as it is found.
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
        errors.print(f"{terminal.program()}: {what}", style="red", markup=False, soft_wrap=True)
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=terminal.program(), description="The executable specification of cross-correlation."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    commands.add_parser("laws", help="the table of contents")

    commands.add_parser("textbook", help="the textbook's claims and exercises, and what is to be thought of each")

    show = commands.add_parser("show", help="one law, as written")
    show.add_argument("law", type=_law_or_claim, metavar="LAW", help="or the id of one of the textbook's claims")

    impl = "a row of impls/, package.module:NAME, or path/to/file.py[:NAME]"
    checking = commands.add_parser("check", help="check implementations and print the matrix")
    checking.add_argument("impl", nargs="*", metavar="IMPL", help=f"{impl}; all rows of impls/ by default")
    checking.add_argument(
        "--law", type=_law, action="append", dest="laws", metavar="LAW", help="this law only; may be repeated"
    )
    checking.add_argument(
        "--jobs",
        type=_count,
        metavar="N",
        default=os.cpu_count(),
        help="processes that are asked at once (one for each core: %(default)s)",
    )
    checking.add_argument(
        "--cluster", metavar="ADDRESS", help="ask on a cluster of Dask instead, such as tcp://localhost:8786"
    )
    checking.add_argument("--json", type=Path, metavar="FILE", help="write the report to FILE, while it grows")
    checking.add_argument("--stop", action="store_true", help="stop at the first failure")
    checking.add_argument(
        "--failed", action="store_true", help="ask only the laws that failed before, on the problems that are kept"
    )
    checking.add_argument(
        "--minutes", type=_positive, metavar="M", help="ask nothing more after these; the report is then partial"
    )
    checking.add_argument(
        "--no-memory",
        action="store_false",
        dest="memory",
        help="neither try first what failed in an earlier run, nor keep what fails in this one",
    )

    replay = commands.add_parser("replay", help="one problem again, with both sides")
    script = commands.add_parser("script", help="a program that shows the same without this project")
    for again in (replay, script):
        again.add_argument("problem", type=_descriptor, metavar="DESCRIPTOR", help="a problem in one line, in quotes")
        again.add_argument("--law", type=_law, required=True, metavar="LAW")
        again.add_argument("impl", metavar="IMPL", help=impl)

    replay.add_argument(
        "--pdb", action="store_true", help="in this process, under the debugger, which stops where the row begins"
    )
    replay.add_argument(
        "--npz", type=Path, metavar="FILE", help="write the arrays of the calls to FILE, with the right answers"
    )
    for raising in (checking, replay):
        raising.add_argument("--traceback", action="store_true", help="show how the row came to raise what it raised")

    reporting = commands.add_parser("report", help="the reports of many runs as one page, as Markdown and as a badge")
    reporting.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="written by check --json; reports/*.json by default"
    )
    reporting.add_argument(
        "--out", type=Path, metavar="FOLDER", default=Path("site/matrix"), help="where to write them (%(default)s)"
    )

    profile = commands.add_parser("profile", help="which parts of the space of problems a run covers")
    profile.add_argument("impl", metavar="IMPL", help=impl)

    for searching in (checking, profile):
        searching.add_argument(
            "--effort", choices=list(EXAMPLES), default="quick", help="how many problems a law is asked about (quick)"
        )
        searching.add_argument("--seed", type=int, default=0, help="a seed gives the same run twice (0)")
    for running in (checking, replay, script):
        running.add_argument(
            "--time-limit",
            type=_positive,
            metavar="SECONDS",
            default=Limits.seconds,
            help="for one problem (%(default)g)",
        )
        running.add_argument(
            "--memory-limit",
            type=_positive,
            metavar="GIB",
            default=Limits.memory,
            help="that a row may use beyond what it uses once imported (%(default)g)",
        )
    return parser


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return number


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _law(name: str) -> Law:
    if name not in LAWS:
        close = [law for law in LAWS if name in law]
        hint = f"did you mean {' or '.join(close)}?" if close else f"`{terminal.program()} laws` lists them"
        raise argparse.ArgumentTypeError(f"no law is called {name!r}; {hint}")
    return LAWS[name]


def _law_or_claim(name: str) -> Law | Claim:
    return CLAIMS[name] if name in CLAIMS else _law(name)


def _descriptor(text: str) -> Descriptor:
    try:
        return Descriptor.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _laws(options: argparse.Namespace, console: Console, errors: Console) -> int:
    console.print(terminal.contents())
    return CONFORMS


def _textbook(options: argparse.Namespace, console: Console, errors: Console) -> int:
    console.print(terminal.textbook())
    return CONFORMS


def _show(options: argparse.Namespace, console: Console, errors: Console) -> int:
    shown: Law | Claim = options.law
    console.print(terminal.page(shown) if isinstance(shown, Law) else terminal.claim_page(shown))
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
    explained = terminal.explanation(options.impl, verdict, traceback=options.traceback)
    console.print(explained, markup=False, soft_wrap=True)
    return BREAKS if verdict.failed else CONFORMS


def _script(options: argparse.Namespace, console: Console, errors: Console) -> int:
    law: Law = options.law
    with Worker(options.impl, options.limits) as worker:
        text = worker.script(law.name, options.problem)
    if not text:
        what = f"no answer of {options.impl} to {options.problem} shows by itself that {law.name} is broken"
        errors.print(f"{terminal.program()}: {what}; `replay` says whether it is", style="red", soft_wrap=True)
        return USAGE
    # As it is: what is printed is a program.
    print(text, end="")
    return CONFORMS


def _report(options: argparse.Namespace, console: Console, errors: Console) -> int:
    from . import matrix_page

    files = options.files or sorted(Path("reports").glob("*.json"))
    if not files:
        raise Unreadable(f"there are no reports in reports/; make one: {terminal.program()} check IMPL --json FILE")
    matrix = merged(map(load, files), () if options.files else rows())
    options.out.mkdir(parents=True, exist_ok=True)
    _write(options.out / "index.html", matrix_page.page(matrix))
    _write(options.out / "matrix.md", matrix_page.markdown(matrix))
    _write(options.out / "badge.svg", matrix_page.badge(matrix))
    _write(options.out / "matrix.json", dump(matrix.reports.values(), matrix.missing, matrix.laws))
    for warning in matrix.warnings:
        errors.print(f"{terminal.program()}: {warning}", style="yellow", markup=False, soft_wrap=True)
    console.print(f"{options.out / 'index.html'}: {matrix_page.summary(matrix)}", markup=False, soft_wrap=True)
    return CONFORMS


def _profile(options: argparse.Namespace, console: Console, errors: Console) -> int:
    with errors.status(f"{options.impl}: asking all laws"), Worker(options.impl) as worker:
        coverage = worker.profile(options.effort, options.seed)
    console.print(f"{coverage.problems} problems: their levels, and the pairs of levels seen together, in percent")
    console.print()
    console.print(terminal.coverage_tables(coverage))
    for pair in coverage.missing():
        console.print(f"never together: {pair}", style="dim", markup=False)
    return CONFORMS


def _write(path: Path, text: str) -> None:
    """Files are in UTF-8, as they say, whatever the locale."""
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
