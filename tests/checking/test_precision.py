"""The two laws on errors accept every correct way to add up, and reject every one that is too narrow, at all sizes."""

from collections.abc import Callable

import numpy as np
import pytest

from spec import LAWS, Descriptor, Implementation, check
from spec.checking.arithmetic import Arithmetic, marks, rounded
from spec.checking.difference import difference
from spec.checking.marks import MARKS
from spec.checking.precision import behaves_like
from spec.contract.subject import Subject
from spec.definition.problem import Array, Problem
from spec.laws.theory.matrices import im2col
from spec.laws.theory.rounding import WIDER

pytestmark = pytest.mark.slow

TERMS = (9, 36, 144, 576, 1152, 4608)
BOUND, VARIANCE = "error_is_within_the_bound", "error_has_the_variance_of_the_dtype"

Sum = Callable[[Array, Array], Array]
"""From x and w, [K, sums], to Σ x·w along the first axis."""


def sequential(x: Array, w: Array) -> Array:
    total = np.zeros(x.shape[1:], x.dtype)
    for one, other in zip(x, w, strict=True):
        total += one * other
    return total


def backwards(x: Array, w: Array) -> Array:
    return sequential(x[::-1], w[::-1])


def blocked(x: Array, w: Array) -> Array:
    """Eight sums at once, as in a vector register, which are added up at the end."""
    lanes = np.array([sequential(x[lane::8], w[lane::8]) for lane in range(8)])
    return sequential(lanes, np.ones_like(lanes))


def pairwise(x: Array, w: Array) -> Array:
    products = x * w
    while len(products) > 1:
        half = len(products) // 2
        products = np.concatenate([products[:half] + products[half : 2 * half], products[2 * half :]])
    return products[0]


def compensated(x: Array, w: Array) -> Array:
    """Kahan's summation."""
    total = lost = np.zeros(x.shape[1:], x.dtype)
    for product in x * w:
        addend = product - lost
        larger = total + addend
        total, lost = larger, (larger - total) - addend
    return total


def fused(x: Array, w: Array) -> Array:
    """The product is exact, and rounded only with the sum."""
    total = np.zeros(x.shape[1:], x.dtype)
    for one, other in zip(x, w, strict=True):
        total = (one.astype(np.float64) * other + total).astype(x.dtype)
    return total


def wider(x: Array, w: Array) -> Array:
    return (x.astype(np.float64) * w).sum(axis=0).astype(x.dtype)


def emulated(operands: int, sums: int) -> Sum:
    return lambda x, w: Arithmetic("", operands, sums).sum_of_products(x, w)


def without_the_last_term(x: Array, w: Array) -> Array:
    return sequential(x[:-1], w[:-1])


CORRECT = [sequential, backwards, blocked, pairwise, compensated, fused, wider]

NARROW = {
    "TF32 operands": emulated(11, 24),
    "bfloat16 operands": emulated(8, 24),
    "float16 accumulation": emulated(24, 11),
    "bfloat16 accumulation": emulated(24, 8),
    "a term left out": without_the_last_term,
}


def row(add_up: Sum, dtype: str = "float32") -> Implementation:
    """A row of one axis that adds its products up by `add_up`."""

    def correlate(input: Array, weight: Array) -> Array:
        columns = im2col(Problem(input, weight))
        items, terms, windows = columns.shape
        shape = terms, items, len(weight), windows
        x = np.broadcast_to(columns.swapaxes(0, 1)[:, :, None], shape)
        w = np.broadcast_to(weight.reshape(len(weight), terms).T[:, None, :, None], shape)
        return add_up(x, w).astype(input.dtype)

    return Implementation("row", correlate, ranks={1}, dtypes={dtype})


def holds(law: str, add_up: Sum, terms: int, seed: int) -> bool:
    """Whether a law holds of sums of so many terms, under a seed."""
    given = Descriptor.parse(f"1x1x9 * 1x1x9 float32 seeded:{seed} terms={terms}")
    return difference(LAWS[law](Subject(row(add_up), law), given)) is None


@pytest.mark.parametrize("terms", TERMS)
@pytest.mark.parametrize("add_up", CORRECT)
def test_a_correct_sum_is_accepted(add_up: Sum, terms: int) -> None:
    seeds = range(20 if terms < 1000 else 4)
    assert all(holds(law, add_up, terms, seed) for law in (BOUND, VARIANCE) for seed in seeds)


@pytest.mark.parametrize("terms", TERMS)
@pytest.mark.parametrize("name", NARROW)
def test_a_sum_that_is_too_narrow_is_rejected(name: str, terms: int) -> None:
    assert not any(holds(VARIANCE, NARROW[name], terms, seed) for seed in range(3))


@pytest.mark.parametrize(
    ("add_up", "name"),
    [(sequential, "float32"), (blocked, "float32"), (pairwise, "float32"), (wider, "wider than float32")]
    + [(NARROW[name], name) for name in NARROW if name != "a term left out"],
)
def test_a_row_behaves_like_what_it_computes_in(add_up: Sum, name: str) -> None:
    assert behaves_like(row(add_up)) == {"float32": name}


@pytest.mark.parametrize("dtype", MARKS)
def test_the_marks_that_are_written_down_are_those_of_the_emulated_arithmetics(dtype: str) -> None:
    if dtype in ("float64", "complex128") and np.finfo(WIDER[dtype]).eps == np.finfo(dtype).eps:
        pytest.skip(f"this machine has no type wider than {dtype}")
    found = {name: [pytest.approx(curve, rel=1e-3) for curve in curves] for name, curves in marks(dtype).items()}
    command = (
        "python -c \"from spec.checking.arithmetic import written; print(written(), end='')\" > spec/checking/marks.py"
    )
    assert found == MARKS[dtype], f"run: {command}"


def test_doubles_that_are_computed_as_floats_are_told() -> None:
    assert behaves_like(row(emulated(24, 24), "float64")) == {"float64": "float32 accumulation"}


def by_size(x: Array, w: Array) -> Array:
    """float32 where there are few terms, and operands in bfloat16 where there are many."""
    return sequential(x, w) if len(x) <= 256 else NARROW["bfloat16 operands"](x, w)


def test_an_arithmetic_that_changes_with_the_number_of_terms_is_told() -> None:
    assert behaves_like(row(by_size)) == {"float32": "float32, but bfloat16 operands from K = 1152"}
    assert not holds(VARIANCE, by_size, 576, 0)


def test_a_row_that_refuses_behaves_like_nothing() -> None:
    def correlate(input: Array, weight: Array) -> Array:
        raise ValueError("no")

    assert behaves_like(Implementation("refuses", correlate)) == {}


def test_wrong_answers_behave_like_nothing() -> None:
    assert behaves_like(row(lambda x, w: sequential(x, w[::-1]))) == {}


def test_only_a_whole_report_says_what_a_row_behaves_like() -> None:
    assert check(row(sequential), laws=[VARIANCE]).precision == {}


@pytest.mark.parametrize(("dtype", "bits"), [("float16", 11), ("float32", 24)])
def test_rounding_to_the_bits_of_a_type_is_what_the_type_does(dtype: str, bits: int) -> None:
    numbers = np.random.default_rng(0).standard_normal(1000) + 2
    assert np.array_equal(rounded(numbers, bits), numbers.astype(dtype))
