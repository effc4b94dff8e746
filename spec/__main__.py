"""The command line: `python -m spec` in the checkout, `corrspec` once installed."""

import sys
from contextlib import AbstractContextManager, nullcontext

from .cli.arguments import parser
from .isolation.process import Limits, started_ahead


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. Returns 0 where all conform, 1 where something breaks, 2 where the command cannot be
    followed.
    """
    options = parser().parse_args(arguments)
    if "time_limit" in options:
        options.limits = Limits(options.time_limit, options.memory_limit)
    ahead: AbstractContextManager[None] = nullcontext()
    if options.command == "check" and options.impl and not options.cluster:
        # A process for the first row starts while the rest is imported here.
        ahead = started_ahead(options.impl[0], options.limits)
    with ahead:
        from .cli.commands import follow

        return follow(options)


if __name__ == "__main__":
    sys.exit(main())
