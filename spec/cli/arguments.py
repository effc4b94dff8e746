"""The arguments of the commands. Little is imported here, so that a command line is parsed without delay."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..checking.effort import EXAMPLES
from ..isolation.process import Limits
from ..version import PROGRAM

if TYPE_CHECKING:
    from ..laws.law import Law
    from ..operands.descriptor import Descriptor
    from ..reading.claim import TextbookClaim


_NOTATION = (
    "a problem in one line, in quotes, such as '2x4x9 * 6x2x3 s2 p1-0 g2 float32 seeded:7': the shapes of input and "
    "weight, then what is not as usual of strides (s), paddings (p), dilations (d), groups (g), bias (b), dtype, "
    "numbers and layouts; docs/check.md has a table"
)


def parser() -> argparse.ArgumentParser:
    """The parser of the command line: each command with its arguments. Names, such as those of laws, are looked up
    while they are parsed.
    """
    whole = argparse.ArgumentParser(prog=PROGRAM, description="The executable specification of cross-correlation.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

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
        again.add_argument("problem", type=_descriptor, metavar="DESCRIPTOR", help=_NOTATION)
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
    return whole


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


def _law(name: str) -> "Law":
    from ..laws import LAWS

    if name not in LAWS:
        close = [law for law in LAWS if name in law]
        hint = f"did you mean {' or '.join(close)}?" if close else f"`{PROGRAM} laws` lists them"
        raise argparse.ArgumentTypeError(f"no law is called {name!r}; {hint}")
    return LAWS[name]


def _law_or_claim(name: str) -> "Law | TextbookClaim":
    from ..reading.claim import CLAIMS

    return CLAIMS[name] if name in CLAIMS else _law(name)


def _descriptor(text: str) -> "Descriptor":
    from ..operands.descriptor import Descriptor

    try:
        return Descriptor.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
