"""The problems that the pages of laws show: chosen by `python -m book`, and kept in docs/examples.json.

To choose a good example, and to simplify a mutant's failure, takes seconds for each law; to draw them takes none.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from spec import LAWS, Descriptor
from spec.checking.judge import judge
from spec.checking.run import Run
from tests import mutants
from tests.mutants import Mutant

from .example import illustration

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples.json"


@dataclass(frozen=True)
class Chosen:
    """The problem on which a law is shown, None where none can be drawn, and the one on which a mutant breaks it."""

    problem: str | None
    mutant: str
    broken: str


def first_mutant(law: str) -> Mutant:
    """The mutant that is there for the law: the first that names it, in the file of its chapter if there is one."""
    naming = [mutant for mutant in mutants.discover() if law in mutant.rejected_by]
    return min(naming, key=lambda mutant: mutant.file != f"laws_{LAWS[law].chapter}")


def choose(law: str) -> Chosen:
    """Searches for the problems that show `law` best."""
    mutant = first_mutant(law)
    failure = judge(mutant.implementation, LAWS[law], Run(memory=False)).failures[0]
    found = illustration(LAWS[law], mutant.implementation, Descriptor.parse(failure.problem))
    return Chosen(None if found is None else found.problem, mutant.name, failure.problem)


def chosen() -> dict[str, Chosen]:
    """What was chosen, by law, without the laws that are gone."""
    return {law: Chosen(**fields) for law, fields in json.loads(EXAMPLES.read_text()).items() if law in LAWS}


def written(examples: dict[str, Chosen]) -> str:
    """What was chosen as JSON, in the order of the laws."""
    lines = [f" {json.dumps(law)}: {json.dumps(asdict(examples[law]))}" for law in LAWS if law in examples]
    return "{\n" + ",\n".join(lines) + "\n}\n"
