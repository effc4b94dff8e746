"""The class of arithmetic that an implementation behaves like, told by the size of its errors.

Rounding operands to fewer bits, or sums, leaves a mark of its own: the root of the mean square error in units of
u·Σ|x||w|, as a function of the number of terms. The arithmetics that libraries are known to use have been emulated (see
`arithmetic`), and the one whose marks are nearest names what was measured. Libraries choose by the size, so a row may
behave like one arithmetic where there are few terms, and like another from some number of terms on.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..contract.implementation import Implementation
from ..contract.outcomes import InvalidOutput, NotClaimed, Raised
from ..contract.subject import Subject
from ..definition.problem import Problem
from ..laws.theory.rounding import WIDER, enlarged, magnitudes, true_sums, unit
from .arithmetic import TERMS, root_mean_square
from .marks import MARKS

Array = np.ndarray[Any, Any]

WITHIN = 1.25
"""Errors within this factor of those of one rounding count as such. Those of two roundings are larger."""

NEAR = 4.0
"""Errors within this factor of those of an arithmetic may be its errors. Wrong answers are farther away."""


def behaves_like(row: Implementation) -> dict[str, str]:
    """The name of the arithmetic that `row` behaves like, for every floating dtype in which that can be told."""
    found = {}
    for dtype in WIDER:
        if dtype in row.operations["correlate"].dtypes:
            try:
                name = _nearest(dtype, [_error(row, dtype, terms) for terms in TERMS])
            except (NotClaimed, Raised, InvalidOutput):
                continue
            if name:
                found[dtype] = name
    return found


def _nearest(dtype: str, errors: list[tuple[float, float]]) -> str:
    """The arithmetic whose errors are nearest to these, by name; several, where the error changes with the number of
    terms; or "" where none is near. With each error comes that of the true sums, rounded once.
    """
    if all(error <= WITHIN * once for error, once in errors):
        return f"wider than {dtype}"
    far, name = _distance(dtype, errors, range(len(TERMS)))
    if far <= math.log(NEAR):
        return name
    names = [_at(dtype, errors, at) for at in range(len(TERMS))]
    changes = [at for at in range(1, len(TERMS)) if names[at] != names[at - 1]]
    return ", but ".join([names[0], *(f"{names[at]} from K = {TERMS[at]}" for at in changes)]) if all(names) else ""


def _at(dtype: str, errors: list[tuple[float, float]], at: int) -> str:
    """The same for one number of terms alone."""
    error, once = errors[at]
    if error <= WITHIN * once:
        return f"wider than {dtype}"
    far, name = _distance(dtype, errors, [at])
    return name if far <= math.log(NEAR) else ""


def _distance(dtype: str, errors: list[tuple[float, float]], where: Sequence[int]) -> tuple[float, str]:
    """The arithmetic that is nearest in the mean square, over these numbers of terms, and how far it is where it is
    farthest, as a logarithm.
    """

    def far(curve: tuple[float, ...]) -> list[float]:
        return [abs(math.log(max(errors[at]) / curve[at])) for at in where]

    curves = [(far(curve), name) for name, curves in MARKS[dtype].items() for curve in curves]
    nearest, name = min(curves, key=lambda pair: math.hypot(*pair[0]))
    return max(nearest), name


def _error(row: Implementation, dtype: str, terms: int) -> tuple[float, float]:
    """The root mean square error of `row` in units of u·Σ|x||w|, and that of the true sums, rounded once."""
    claims = row.operations["correlate"]
    rank = 2 if 2 in claims.ranks else min(claims.ranks)
    ones = np.ones((1, 1, *[3] * rank), dtype)
    given = Problem(ones, ones, origin=f"precision of {terms} terms")
    if claims.refusal(given):
        given = replace(given, padding=min(claims.forms))
    problem = enlarged(claims, given, terms)
    true, scale = true_sums(problem), unit(dtype) * magnitudes(problem)
    answer = Subject(row, "").correlate(problem)
    if answer.shape != true.shape or not np.isfinite(answer).all():
        raise InvalidOutput("no number for every output")
    error, once = (root_mean_square((sums.astype(true.dtype) - true) / scale) for sums in (answer, true.astype(dtype)))
    return error, once
