"""Every operand, and the sum, in every type that is narrower than the dtype."""

from collections.abc import Callable
from dataclasses import replace

import ml_dtypes
import numpy as np

from spec import Problem

from ._mutant import Array, correct, enter

OUTPUT, INTEGERS = "agrees_with_the_definition", "integers_wrap_or_are_refused"
BITS, BOUND = "every_bit_of_an_operand_counts", "error_is_within_the_bound"

NARROWER = {
    ("float64", "float32"): {"input": BITS, "weight": BITS, "bias": BOUND, "output": OUTPUT},
    ("float64", "bfloat16"): {"input": BITS, "weight": BITS, "bias": BOUND, "output": OUTPUT},
    ("float32", "float16"): {"input": BITS, "weight": BITS, "bias": BOUND, "output": OUTPUT},
    ("float32", "bfloat16"): {"input": BITS, "weight": BITS, "bias": BOUND, "output": OUTPUT},
    ("complex128", "complex64"): {"input": BOUND, "weight": BOUND, "bias": BOUND, "output": OUTPUT},
    ("int64", "float64"): {"input": INTEGERS, "weight": INTEGERS, "bias": INTEGERS, "output": OUTPUT},
    ("int64", "int32"): {"input": INTEGERS, "weight": INTEGERS, "bias": INTEGERS, "output": OUTPUT},
    ("int32", "float32"): {"input": INTEGERS, "weight": INTEGERS, "bias": INTEGERS, "output": INTEGERS},
    ("int32", "int16"): {"input": INTEGERS, "weight": INTEGERS, "bias": INTEGERS, "output": OUTPUT},
}
"""The law about each operand, and the output, of a dtype in a narrower one."""


def narrowed(array: Array, dtype: str) -> Array:
    narrow = np.dtype(getattr(ml_dtypes, dtype) if dtype == "bfloat16" else dtype)
    return array.astype(narrow).astype(array.dtype)


def narrowing(place: str, dtype: str) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        if place == "output":
            return narrowed(correct(problem), dtype)
        array = getattr(problem, place)
        return correct(problem if array is None else replace(problem, **{place: narrowed(array, dtype)}))

    return correlate


for (dtype, narrow), places in NARROWER.items():
    for place, law in places.items():
        enter(
            f"narrows_the_{place}_from_{dtype}_to_{narrow}",
            f"The {place} goes from {dtype} through {narrow}.",
            narrowing(place, narrow),
            law,
            dtypes={dtype},
        )
