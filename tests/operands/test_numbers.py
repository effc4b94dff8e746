"""Numbers: small enough that no sum is rounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.definition.dtypes import EXACT_BITS, HALVES
from spec.operands.numbers import FILLS, amplitude, bits, filled


@pytest.mark.parametrize("dtype", sorted(EXACT_BITS))
@pytest.mark.parametrize("fill", FILLS)
@given(terms=st.integers(1, 5000), seed=st.integers(0, 50))
def test_every_partial_sum_is_exact(dtype: str, fill: str, terms: int, seed: int) -> None:
    if dtype in HALVES:
        # There are no smaller integers than ones, and of more terms no law is asked.
        terms = min(terms, 2 ** EXACT_BITS[dtype] - 1)
    x, w = (filled(fill, seed, name, (1, 1, terms), dtype, terms) for name in ("input", "weight"))
    exact = sum(int(a.real) * int(b.real) for a, b in zip(x.ravel(), w.ravel(), strict=True))
    largest = sum(abs(int(a.real) * int(b.real)) for a, b in zip(x.ravel(), w.ravel(), strict=True))
    assert largest < 2 ** EXACT_BITS[dtype]
    assert int((x.real * w.real).sum()) == exact


def test_every_second_number_of_arbitrary_bits_is_none() -> None:
    assert not np.isfinite(bits(np.random.default_rng(0), (3, 4), "float32").ravel()[::2]).any()


def test_random_values_are_never_zero() -> None:
    values = filled("seeded", 7, "input", (1, 1, 5000), "int32", 9)
    assert set(np.unique(values)) == set(range(-9, 10)) - {0}


def test_the_amplitude_shrinks_with_the_number_of_terms() -> None:
    assert amplitude("float32", 9) == 9
    assert amplitude("float32", 5000) == 1
