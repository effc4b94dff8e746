"""Dtypes: how many bits each adds up exactly is what NumPy says of it."""

import ml_dtypes
import numpy as np
import pytest

from spec.definition.dtypes import EXACT_BITS, HALVES, SUMMABLE, floating, inexact, native, promoted, widened

REAL = {"float16", "bfloat16", "float32", "float64"}
COMPLEX = {"complex64", "complex128"}
INTEGERS = {"int32", "int64"}


def test_every_dtype_is_real_or_complex_or_an_integer() -> None:
    assert set(EXACT_BITS) == REAL | COMPLEX | INTEGERS
    assert {dtype for dtype in EXACT_BITS if floating(dtype)} == REAL
    assert {dtype for dtype in EXACT_BITS if inexact(dtype)} == REAL | COMPLEX


@pytest.mark.parametrize("dtype", EXACT_BITS)
def test_the_bits_that_are_exact_are_those_of_the_significand_or_all_but_the_sign(dtype: str) -> None:
    if dtype in INTEGERS:
        assert EXACT_BITS[dtype] == np.iinfo(dtype).bits - 1
    else:
        assert EXACT_BITS[dtype] == ml_dtypes.finfo(dtype).nmant + 1


def test_what_is_added_up_is_every_dtype_and_two_wider_ones() -> None:
    wider = {np.dtype(np.longdouble), np.dtype(np.clongdouble)}
    assert {np.dtype(dtype) for dtype in EXACT_BITS} | wider == SUMMABLE
    assert set(HALVES) == {"float16", "bfloat16"}


def test_the_order_of_bytes_goes() -> None:
    assert native(np.dtype(">f4")) == native(np.dtype("<f4")) == np.dtype(np.float32)


def test_dtypes_are_promoted_as_numpy_does_or_not_at_all() -> None:
    assert promoted("float32", "int32") == "float64"
    assert promoted("bfloat16", "float32") == "float32"
    assert promoted("bfloat16", "int32") is None


@pytest.mark.parametrize("dtype", EXACT_BITS)
def test_halves_are_widened_and_others_left_as_they_are(dtype: str) -> None:
    array = np.ones(2, dtype)
    assert widened(array).dtype == (np.float64 if dtype in HALVES else dtype)
