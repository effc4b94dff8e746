"""Other processors, on this one: every row with the kernels that its library would choose elsewhere.

    python -m benchmarks.processors [ROW ...]

A row is asked all laws as it is, and again under each switch that its library knows: other instructions, and another
number of threads. What comes out differently is either a finding or a dependence of ours. docs/processors.json keeps
what was found, and docs/processors.md shows it. Rows that are not named, or not installed here, stay as they were.
"""

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import impls

from .._measuring import bar, forget_failures
from .found import FOUND, PAGE, page, read, written
from .trying import tried


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.processors", description="Rows on other processors.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows of impls/; all by default")
    rows = parser.parse_args().rows or impls.discover()
    if unknown := set(rows) - set(impls.discover()):
        parser.error(f"no row is called {', '.join(sorted(unknown))}; there are {', '.join(impls.discover())}")
    forget_failures()
    with bar("rows") as progress, ThreadPoolExecutor(os.cpu_count()) as pool:
        task = progress.add_task("processors", total=len(rows))
        for row, found in zip(rows, pool.map(tried, rows), strict=True):
            progress.update(task, advance=1, description=row)
            if found:
                kept = read() | {row: found}
                kept = {name: kept[name] for name in impls.discover() if name in kept}
                FOUND.write_text(written(kept))
                PAGE.write_text(page(kept))
    return 0


if __name__ == "__main__":
    sys.exit(main())
