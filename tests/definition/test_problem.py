"""Problems and their descriptors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import impls
from spec import Descriptor
from spec.checking.search import DRAWN
from spec.definition.boundary import extend
from spec.definition.dtypes import EXACT_BITS, HALVES
from spec.drawing.strategies import strategy
from spec.drawing.valid import valid_problems
from spec.operands.fresh import fresh_operand
from spec.operands.layout import LAYOUTS, constant, guarded, memory
from spec.operands.numbers import FILLS, amplitude, bits, filled

ROW = impls.load("definition").operations["correlate"]


@given(st.one_of(strategy(recipe, ROW) for recipe in DRAWN.values()))
def test_a_descriptor_parses_back(descriptor: Descriptor) -> None:
    again = Descriptor.parse(str(descriptor))
    assert again == descriptor or descriptor.fill not in ("seeded", "wide")
    assert str(again) == str(descriptor)


@given(strategy(valid_problems, ROW))
def test_a_descriptor_makes_the_same_problem_twice(descriptor: Descriptor) -> None:
    one, other = descriptor.problem(), Descriptor.parse(str(descriptor)).problem()
    assert np.array_equal(one.input, other.input)
    assert one.input.strides == other.input.strides
    assert np.array_equal(one.weight, other.weight)
    assert np.array_equal(fresh_operand(one, "input"), fresh_operand(other, "input"))


def test_a_descriptor_leaves_its_defaults_out() -> None:
    assert str(Descriptor.parse("1x1x6x8 * 1x1x1x2 s1,1 p0-0,0-0 d1,1 g1 zero input:contiguous")) == (
        "1x1x6x8 * 1x1x1x2 float64 ones"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1x1x6x8", "two shapes"),
        ("1x1 * 1x1", "at least one spatial axis"),
        ("1x1x4 * 1x1x2 q7", "'q7' is not a stride"),
        ("1x1x4 * 1x1x2 psame", "'psame' is not"),
        ("1x1x4 * 1x1x2 input:diagonal", "no memory layout is called 'diagonal'"),
    ],
)
def test_an_unreadable_descriptor_is_refused_by_the_word(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Descriptor.parse(text)


@pytest.mark.parametrize("name", LAYOUTS)
@given(
    shape=st.lists(st.integers(1, 4), min_size=3, max_size=5),
    dtype=st.sampled_from(sorted(EXACT_BITS)),
)
def test_a_layout_changes_the_memory_and_not_the_values(name: str, shape: list[int], dtype: str) -> None:
    array = filled("seeded", 3, "input", tuple(shape), dtype, 10)
    if name == "broadcast":
        array = constant(array)
    other = LAYOUTS[name](array)
    assert np.array_equal(other, array)
    assert other.dtype == array.dtype
    assert other.shape == array.shape


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("backwards", lambda array: min(array.strides) < 0),
        ("broadcast", lambda array: 0 in array.strides),
        ("misaligned", lambda array: not array.flags.aligned),
        ("read_only", lambda array: not array.flags.writeable),
        ("channels_last", lambda array: array.strides[1] == min(array.strides)),
        ("channel_slice", lambda array: array.strides[1] < array.strides[3] and array.base is not None),
        ("sliced", lambda array: array.strides[-1] == 2 * array.itemsize),
        ("transposed", lambda array: array.strides[2] < array.strides[3]),
        ("fortran", lambda array: array.flags.f_contiguous),
    ],
)
def test_a_layout_is_what_it_is_called(name: str, shows: object) -> None:
    array = constant(np.arange(2 * 3 * 4 * 5, dtype="float64").reshape(2, 3, 4, 5))
    assert callable(shows)
    assert shows(LAYOUTS[name](array))


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


def test_guards_lie_right_before_and_behind_an_array() -> None:
    array = np.arange(6.0).reshape(2, 3)
    inside = guarded(array, np.array([7.0, 8.0]))
    assert np.array_equal(inside, array)
    assert np.array_equal(memory(inside).view(float), [7, 8, *range(6), 7, 8])


def test_every_second_number_of_arbitrary_bits_is_none() -> None:
    assert not np.isfinite(bits(np.random.default_rng(0), (3, 4), "float32").ravel()[::2]).any()


@pytest.mark.parametrize("words", ["p4611686018427387904-0", "p2147483648-2147483648,2147483648-2147483648"])
def test_an_output_without_an_address_for_each_byte_is_invalid(words: str) -> None:
    shape = "x".join("1" * (3 + words.count(",")))
    reason = Descriptor.parse(f"{shape} * {shape} {words}").problem().invalidity()
    assert reason
    assert "larger than an array can be" in reason.reason


def test_a_long_output_that_can_exist_is_valid() -> None:
    assert Descriptor.parse("1x1x1 * 1x1x1 p4294967296-0").problem().invalidity() is None


def test_random_values_are_never_zero() -> None:
    values = filled("seeded", 7, "input", (1, 1, 5000), "int32", 9)
    assert set(np.unique(values)) == set(range(-9, 10)) - {0}


def test_the_amplitude_shrinks_with_the_number_of_terms() -> None:
    assert amplitude("float32", 9) == 9
    assert amplitude("float32", 5000) == 1


@pytest.mark.parametrize(
    ("boundary", "continued"),
    [
        ("zero", [0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0]),
        ("edge", [1, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3]),
        ("reflect", [2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3]),
        ("symmetric", [2, 3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1]),
        ("wrap", [2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1]),
    ],
)
def test_a_boundary_continues_the_input_however_far(boundary: str, continued: list[int]) -> None:
    assert extend(np.array([[[1, 2, 3]]]), ((5, 4),), boundary).tolist() == [[continued]]
    assert set(extend(np.array([[[7]]]), ((3, 3),), boundary).ravel()) <= {0, 7}
