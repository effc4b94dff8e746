"""The command line: `python -m spec` in the checkout, `corrspec` once installed."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from . import terminal
from .conformance import check
from .coverage import Coverage
from .descriptor import Descriptor
from .implementation import Implementation
from .law import LAWS, Law
from .locate import NotFound, NotInstalled, locate, rows
from .operation import ClaimError
from .report import Report, Status, Verdict, dump
from .search import EXAMPLES
from .textbook import CLAIMS, Claim
from .trial import inapplicable, trial

CONFORMS, BREAKS, USAGE = 0, 1, 2

FEW = 5
"""A law that was asked about fewer problems than this has not said much, and the reader is told."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. Returns 0 where all conform, 1 where something breaks, 2 where the command cannot be
    followed.
    """
    # An adapter may say `from corrspec import Implementation` in the checkout too, where this package is called spec.
    sys.modules.setdefault("corrspec", sys.modules[__package__ or "spec"])
    options = _parser().parse_args(arguments)
    console = Console(highlight=False)
    errors = Console(stderr=True, highlight=False)
    command = {
        "laws": _laws,
        "textbook": _textbook,
        "show": _show,
        "check": _check,
        "replay": _replay,
        "profile": _profile,
    }[options.command]
    try:
        return command(options, console, errors)
    except (NotFound, NotInstalled, ClaimError, OSError) as error:
        errors.print(f"{terminal.program()}: {error}", style="red", markup=False)
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
    checking.add_argument("--json", type=Path, metavar="FILE", help="write the report to FILE")

    replay = commands.add_parser("replay", help="one problem again, with both sides")
    replay.add_argument("problem", type=_descriptor, metavar="DESCRIPTOR", help="a problem in one line, in quotes")
    replay.add_argument("--law", type=_law, required=True, metavar="LAW")
    replay.add_argument("impl", metavar="IMPL", help=impl)

    profile = commands.add_parser("profile", help="which parts of the space of problems a run covers")
    profile.add_argument("impl", metavar="IMPL", help=impl)

    for searching in (checking, profile):
        searching.add_argument(
            "--effort", choices=list(EXAMPLES), default="quick", help="how many problems a law is asked about (quick)"
        )
        searching.add_argument("--seed", type=int, default=0, help="a seed gives the same run twice (0)")
    return parser


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


def _check(options: argparse.Namespace, console: Console, errors: Console) -> int:
    if not options.impl and not rows():
        raise NotFound("there is no folder impls/ here; name an implementation: package.module:NAME or path/to/file.py")
    if options.json:
        options.json.touch()
    problems: list[str] = []

    def complain(error: Exception) -> None:
        problems.append(str(error))
        errors.print(f"{terminal.program()}: {error}", style="red", markup=False)

    implementations: dict[str, Implementation] = {}
    missing: list[str] = []
    for typed in dict.fromkeys(options.impl or rows()):
        try:
            implementations[typed] = locate(typed)
        except NotInstalled as error:
            missing.append(typed)
            if options.impl:
                complain(error)
        except (NotFound, ClaimError) as error:
            complain(error)

    reports: dict[str, Report] = {}
    laws = [law.name for law in options.laws] if options.laws else None
    with terminal.progress(errors, "laws") as progress:
        task = progress.add_task("", total=len(laws or LAWS) * len(implementations))
        for typed, implementation in implementations.items():
            progress.update(task, description=typed)
            try:
                reports[typed] = check(
                    implementation,
                    effort=options.effort,
                    seed=options.seed,
                    laws=laws,
                    progress=lambda _: progress.advance(task),
                )
            except ClaimError as error:
                complain(error)
            if not errors.is_terminal:
                errors.print(f"{typed}: checked", markup=False)

    if reports or (missing and not problems):
        console.print(terminal.matrix(reports.values(), missing, console.width))
        console.print()
        console.print(terminal.legend(reports.values()))
    for typed, report in reports.items():
        for verdict in report.verdicts:
            if verdict.failed:
                console.print()
                console.print(terminal.explanation(typed, verdict), markup=False, soft_wrap=True)
    _print_deviations(console, reports)
    _print_hardly_asked(console, reports)
    _print_compilations(console, reports)
    _print_precision(console, reports)
    if options.json:
        options.json.write_text(dump(list(reports.values())))
    if problems:
        return USAGE
    return CONFORMS if all(report.conforms for report in reports.values()) else BREAKS


def _print_deviations(console: Console, reports: dict[str, Report]) -> None:
    deviations = [(typed, v) for typed, report in reports.items() for v in report.verdicts if v.status == "deviates"]
    for typed, verdict in deviations:
        console.print()
        console.print(f"{typed} deviates from {verdict.law}: {verdict.summary}", markup=False, soft_wrap=True)
        console.print(
            f"  {terminal.replay_command(typed, verdict.law, verdict.problem)}",
            style="dim",
            markup=False,
            soft_wrap=True,
        )


def _print_hardly_asked(console: Console, reports: dict[str, Report]) -> None:
    for typed, report in reports.items():
        few = [v for v in report.verdicts if v.status in ("conforms", "deviates") and v.examples < FEW]
        if few:
            names = ", ".join(f"{verdict.law} ({verdict.examples})" for verdict in few)
            console.print()
            console.print(f"{typed} was asked about fewer than {FEW} problems by {names}", style="dim", soft_wrap=True)


def _print_compilations(console: Console, reports: dict[str, Report]) -> None:
    for typed, report in reports.items():
        if report.compilations:
            what = (
                f"{typed} compiled {report.compilations} times, for {report.compiling:.0f} s of {report.seconds:.0f} s"
            )
            console.print()
            console.print(what, style="dim", markup=False, soft_wrap=True)


def _print_precision(console: Console, reports: dict[str, Report]) -> None:
    for typed, report in reports.items():
        if report.precision:
            console.print()
            what = f"{typed} behaves like {terminal.precision(report)}"
            console.print(what, style="dim", markup=False, soft_wrap=True)


def _replay(options: argparse.Namespace, console: Console, errors: Console) -> int:
    implementation = locate(options.impl)
    law: Law = options.law
    if need := law.unmet(implementation):
        errors.print(f"{law.name} is not asked of {implementation.name}, which does not claim {need}", markup=False)
        return USAGE
    if reason := inapplicable(implementation, law, options.problem):
        errors.print(f"{law.name} says nothing about {options.problem}: {reason}", markup=False)
        return USAGE
    result = trial(implementation, law, options.problem, deviations=False)
    if result.outcome == "undecided":
        errors.print(f"{law.name} cannot be asked of {implementation.name} here: {result.summary}", markup=False)
        return USAGE
    if not result.failed:
        console.print(f"{options.impl} satisfies {law.name} on {options.problem}", markup=False, soft_wrap=True)
        return CONFORMS
    recorded = trial(implementation, law, options.problem).outcome == "undecided"
    status: Status = "deviates" if recorded else "refuses" if result.outcome == "refuses" else "breaks"
    verdict = Verdict(law.name, status, 1, 0.0, result.problem, result.summary, result.left, result.right)
    console.print(terminal.explanation(options.impl, verdict), markup=False, soft_wrap=True)
    return CONFORMS if recorded else BREAKS


def _profile(options: argparse.Namespace, console: Console, errors: Console) -> int:
    implementation = locate(options.impl)
    coverage = Coverage()
    with terminal.progress(errors, "laws") as progress:
        task = progress.add_task(options.impl, total=len(LAWS))
        check(
            implementation,
            effort=options.effort,
            seed=options.seed,
            progress=lambda _: progress.advance(task),
            witness=lambda _, problem: coverage.add(problem),
        )
    console.print(f"{coverage.problems} problems: their levels, and the pairs of levels seen together, in percent")
    console.print()
    console.print(terminal.coverage_tables(coverage))
    for pair in coverage.missing():
        console.print(f"never together: {pair}", style="dim", markup=False)
    return CONFORMS


if __name__ == "__main__":
    sys.exit(main())
