"""Small changes of a program, one at a time: another operator, another number, a loop that does not run."""

import ast
from collections.abc import Iterator
from contextlib import suppress


def changes(source: str) -> Iterator[tuple[str, str, str]]:
    """Every different program that cosmic-ray makes of `source` by one change: the line that is another, without its
    indentation, what stands there instead, and the whole program.
    """
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

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
                yield *_differing(source.splitlines(), mutated.splitlines()), mutated


def _differing(before: list[str], after: list[str]) -> tuple[str, str]:
    """The lines in which two programs differ, on one line each."""
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return " ".join(map(str.strip, before)), " ".join(map(str.strip, after))


def code(line: str) -> str:
    """A line of code in a cell of a table."""
    return f"`{line}`".replace("|", "\\|")
