"""`python -m book [LAW …]`: chooses the problems that the pages of these laws show, or of all, and writes
docs/examples.json.
"""

import sys
from contextlib import redirect_stdout

from spec import LAWS

from .chosen import EXAMPLES, choose, chosen, written


def main() -> None:
    examples = chosen() if EXAMPLES.exists() else {}
    for law in sys.argv[1:] or LAWS:
        print(law, flush=True)
        with redirect_stdout(sys.stderr):
            examples[law] = choose(law)
    EXAMPLES.write_text(written(examples))


if __name__ == "__main__":
    main()
