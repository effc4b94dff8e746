"""Literals: the arrays of a program, written out in its text."""

from dataclasses import dataclass, field
from pprint import pformat
from typing import Any

import numpy as np

from ..definition.dtypes import HALVES
from .scopes import Unbundled

Array = np.ndarray[Any, Any]


MAX_ELEMENTS = 2**12
"""The most elements that an array is written out with."""


GAP = 77
"""The byte that fills the gaps of an array."""


WIDTH = 110


@dataclass
class Literals:
    """The arrays of a program, each written once."""

    lines: list[str] = field(default_factory=list)
    moved: bool = False
    """Whether an array does not lie in C order without gaps."""
    halves: bool = False
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _holders: dict[int, tuple[str, Array]] = field(default_factory=dict)

    def name(self, wanted: str, array: Array) -> str:
        """The variable that holds `array`. It is called `wanted` if that name is free."""
        if array.size > MAX_ELEMENTS:
            raise Unbundled(f"an array of {array.size} elements is too large to be written out")
        text = self._literal(array)
        if (wanted, text) not in self._known:
            again = sum(name == wanted for name, _ in self._known)
            self._known[wanted, text] = name = f"{wanted}{again + 1}" if again else wanted
            self.lines.append(f"{name} = {text}")
            if not array.flags.writeable:
                self.lines.append(f"{name}.flags.writeable = False")
        return self._known[wanted, text]

    def holder(self, wanted: str, array: Array, text: str) -> str:
        """The variable for `array`, which is written to between two calls. What stands in it first, `text` names."""
        if id(array) not in self._holders:
            name = f"kept_{wanted}"
            again = sum(one.startswith(name) for one, _ in self._holders.values())
            self._holders[id(array)] = f"{name}{again + 1}" if again else name, array
            self.lines.append(f"{self._holders[id(array)][0]} = {text}.copy()")
        return self._holders[id(array)][0]

    def _literal(self, array: Array) -> str:
        values, dtype = self._values(array), self._dtype(array.dtype)
        lies = np.empty(array.shape, array.dtype).strides == array.strides
        aligned = array.__array_interface__["data"][0] % array.itemsize == 0
        if array.size == 0 or (lies and aligned):
            return f"np.{values}, {dtype})" if array.ndim else f"np.array({array.item()!r}, {dtype})"
        self.moved = True
        reach = [(length - 1) * step for length, step in zip(array.shape, array.strides, strict=True) if length > 1]
        before = -sum(min(0, step) for step in reach)
        before += (array.__array_interface__["data"][0] - before) % 16
        room = before + sum(max(0, step) for step in reach) + array.itemsize
        return f"laid_out(np.{values}, {dtype}), {array.strides}, {before}, {room})"

    def _values(self, array: Array) -> str:
        if array.size == 0:
            return f"zeros({array.shape}"
        listed = array.astype(np.float64) if array.dtype in HALVES.values() else array
        if array.size > 1 and np.all(listed == listed.ravel()[0]):
            return f"full({array.shape}, {_listed(listed.ravel()[0].item())}"
        return f"array({_listed(listed.tolist())}"

    def _dtype(self, dtype: np.dtype[Any]) -> str:
        if dtype == HALVES["bfloat16"]:
            self.halves = True
            return "ml_dtypes.bfloat16"
        return repr(dtype.name if dtype.isnative else dtype.str)


def _listed(values: Any) -> str:
    text = pformat(values, width=WIDTH, compact=True)
    return text.replace("nan", "np.nan").replace("inf", "np.inf")
