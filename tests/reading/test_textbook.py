"""The textbook's claims: complete sentences, witnesses that hold, and what decides each of them."""

from itertools import pairwise

import pytest

from spec.checking.difference import difference
from spec.reading.claim import CLAIMS, FAILS, HOLDS, TextbookClaim, decisive
from tests import mutants

MUTANTS = {mutant.name for mutant in mutants.discover()}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_a_claims_witness_shows_what_it_says(claim: TextbookClaim) -> None:
    found = difference(claim.witness())
    assert found is None, found


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_a_claim_is_decided_by_what_exists_and_runs(claim: TextbookClaim) -> None:
    assert claim.decided_by
    assert all(decisive(name) or name in MUTANTS for name in claim.decided_by)


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_a_claim_is_one_sentence_with_a_verdict(claim: TextbookClaim) -> None:
    assert claim.words.endswith(".")
    assert claim.verdict in (HOLDS, FAILS, "not decided here") or claim.verdict.startswith("holds when ")
    assert claim.why or claim.verdict == HOLDS


def test_every_exercise_has_its_place() -> None:
    exercises = [claim.words[:2] for claim in CLAIMS.values() if claim.section == "Exercises"]
    assert exercises == sorted(exercises)
    assert set(exercises) == {"1.", "2.", "3.", "4."}


def test_the_claims_of_a_section_stand_together() -> None:
    sections = [claim.section for claim in CLAIMS.values()]
    changes = sum(one != other for one, other in pairwise(sections))
    assert changes == len(set(sections)) - 1
