"""Implementation: what a row of the matrix is, and what it claims."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from typing import Any, get_args

from ..definition.boundary import BOUNDARIES
from ..definition.dtypes import EXACT_BITS, floating, inexact
from .claims import Claims
from .deviation import Deviation
from .operations import (
    DIFFERENTIABLE,
    FORMS,
    OPERATIONS,
    ClaimError,
    Function,
    Operation,
    OperationName,
    Rounding,
    Supports,
    features_of,
)
from .workaround import Workaround

Compilations = Callable[[], tuple[int, float]]

ACCUMULATORS = ("float32", "float64")
"""The types that sums of narrower dtypes are kept in."""


@dataclass(frozen=True, eq=False)
class Implementation:
    """One algorithm or library, as the specification sees it.

    `correlate(input, weight, *, …)` takes NumPy arrays input[N, C, *size] and weight[O, C/groups, *kernel] and
    returns a NumPy array [N, O, *out]. Its keyword-only parameters are the features that it claims, and it is called
    with exactly these: `bias` (an array [O] or None), `stride` and `dilation` (tuples of int), `padding` (a tuple
    of (before, after) pairs, or a name), `boundary` (a name), `groups` (an int). Beside it a row may offer

    - `convolve`, of the same form, with the kernel reversed;
    - `gradients(input, weight, cotangent, *, …)`: a triple of arrays in the shapes of input, weight and bias, the
      derivatives of ⟨correlate(input, weight, bias), cotangent⟩. A row that names `wrt`, a tuple of "input", "weight"
      and "bias", computes these alone and puts None for the others;
    - `transposed(input, weight, *, …)`: input[N, C, *size] and weight[C, O/groups, *kernel] to [N, O, *out],
      the adjoint as an operation of its own, with `output_padding` (a tuple of int);
    - `train(input, target, weight, *, learning_rate, steps)`: the weight after so many steps of gradient descent on
      Σ (correlate(input, weight) − target)², and an array of the losses, each before its step.

    The fields declare what a signature cannot. `ranks`: the numbers of spatial axes. `dtypes`: names of NumPy dtypes;
    gradients and training are asked for in the real floating ones. `batched`: whether N, C and O may differ from 1.
    `paddings`: the forms of padding that it takes, from "explicit" (any pairs), "symmetric" (before = after) and the
    names of `geometry.PADDINGS`. `boundaries`: the continuations that it knows. `rounding`: "direct" for sums of
    products in any order, "transform" for algorithms that round differently, such as FFT and Winograd; or a function of
    the call, where it depends, as on the length of a kernel. `accumulates`:
    the type that sums are kept in where it is wider than the dtype, as "float32" is for float16; they are then rounded
    to the dtype once, and errors are measured accordingly. If None, sums may be rounded to the dtype at every step.
    `supports`: a function of a call, a Problem or a TransposedProblem of which everything else is claimed. It returns
    True where the row takes the call; False, or the reason in words, where it does not: for odd kernels alone, one
    stride for all axes, or channels in multiples of eight. Problems are drawn from what it takes. A NotImplementedError
    that an operation raises says the same at run time.
    `concurrent`: whether several threads may call at the same time; True unless it is said otherwise.
    `max_multiplications`: the most that it can handle in one problem; if None, layers that are expected to take too
    long are left out. `compiles`: whether it compiles for every new shape, or a function that returns the number of
    compilations so far and the seconds that they took. `deviations`: what it is known to do differently.
    `workarounds`: what its adapter does beyond renaming and reordering. `versions`: of what it computes with beside the
    Python packages that its file imports, by name, for the report. An operation with fewer claims than the others is
    given as an `Operation`.

    Raises ClaimError where a declaration makes no sense.
    """

    name: str
    correlate: Function | Operation
    convolve: Function | Operation | None = None
    _: KW_ONLY
    gradients: Function | Operation | None = None
    transposed: Function | Operation | None = None
    train: Function | Operation | None = None
    ranks: Collection[int] = frozenset({1, 2, 3})
    dtypes: Collection[str] = frozenset({"float32", "float64"})
    batched: bool = True
    paddings: Collection[str] = frozenset({"explicit"})
    boundaries: Collection[str] = field(default_factory=lambda: frozenset(BOUNDARIES))
    rounding: Rounding | Callable[[Any], Rounding] = "direct"
    accumulates: str | None = None
    supports: Supports | None = None
    concurrent: bool = True
    max_multiplications: int | None = None
    compiles: bool | Compilations = False
    deviations: Collection[Deviation] = ()
    workarounds: Collection[Workaround] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reject_unknown("boundaries", self.boundaries, BOUNDARIES)
        if not callable(self.rounding):
            self._reject_unknown("rounding", {self.rounding}, get_args(Rounding))
        self._reject_impossible(self)
        self._reject_no_wider("accumulates", self.accumulates, self.dtypes)
        most = self.max_multiplications
        if most is not None and not (isinstance(most, int) and most > 0):
            raise ClaimError(f"{self.name}: max_multiplications is {most!r}; give a number of multiplications, or None")
        for operation in OPERATIONS:
            if isinstance(given := getattr(self, operation), Operation):
                self._reject_impossible(given)
                dtypes = self.dtypes if given.dtypes is None else given.dtypes
                self._reject_no_wider(f"accumulates of {operation}", given.accumulates, dtypes)
        for operation, claimed in self.operations.items():
            if not claimed.dtypes:
                raise ClaimError(f"{self.name}: {operation} needs a real floating dtype; dtypes is {self.dtypes!r}")

    def _reject_impossible(self, claimed: Any) -> None:
        """Raises ClaimError where the ranks, dtypes or paddings of a row or an operation make no sense."""
        if claimed.dtypes is not None:
            self._reject_unknown("dtypes", claimed.dtypes, EXACT_BITS)
        if claimed.paddings is not None:
            self._reject_unknown("paddings", claimed.paddings, FORMS)
        ranks = claimed.ranks
        if ranks is not None and not (ranks and all(isinstance(rank, int) and rank > 0 for rank in ranks)):
            raise ClaimError(f"{self.name}: ranks is {ranks!r}; give the numbers of spatial axes, such as {{1, 2}}")

    def _reject_no_wider(self, what: str, kept: str | None, dtypes: Collection[str]) -> None:
        """Raises ClaimError where no dtype is claimed whose sums could be kept in the wider type `kept`."""
        if kept is None:
            return
        if kept not in ACCUMULATORS:
            raise ClaimError(f"{self.name}: {what} is {kept!r}; known are {', '.join(ACCUMULATORS)}, and None")
        if not any(inexact(dtype) and EXACT_BITS[dtype] < EXACT_BITS[kept] for dtype in dtypes):
            raise ClaimError(
                f"{self.name}: {what} is {kept!r}, and no floating dtype of {', '.join(sorted(dtypes))} is narrower; "
                "leave it out"
            )

    def _reject_unknown(self, what: str, values: Collection[str], known: Collection[str]) -> None:
        if isinstance(values, str):
            raise ClaimError(f"{self.name}: {what} is the string {values!r}; write a set, {{{values!r}}}")
        if not values:
            raise ClaimError(f"{self.name}: {what} is empty; name at least one of {', '.join(known)}")
        for value in values:
            if value not in known:
                raise ClaimError(f"{self.name}: {what} holds {value!r}; known are {', '.join(known)}")

    @cached_property
    def operations(self) -> dict[OperationName, Claims]:
        """What is claimed of each operation that the row offers."""
        return {name: self._claims(name) for name in OPERATIONS if getattr(self, name) is not None}

    def _claims(self, name: OperationName) -> Claims:
        given = getattr(self, name)
        own = given if isinstance(given, Operation) else Operation(given)
        dtypes = self.dtypes if own.dtypes is None else own.dtypes
        return Claims(
            name,
            own.function,
            features_of(self.name, name, own.function),
            ranks=self.ranks if own.ranks is None else own.ranks,
            dtypes={dtype for dtype in dtypes if name not in DIFFERENTIABLE or floating(dtype)},
            batched=self.batched,
            paddings=self.paddings if own.paddings is None else own.paddings,
            boundaries=self.boundaries,
            rounds=self.rounding,
            accumulates=self.accumulates if own.accumulates is None else own.accumulates,
            supports=self.supports if own.supports is None else own.supports,
            max_multiplications=self.max_multiplications,
        )
