"""The switches: what libraries would choose on other processors, and which rows know each."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from spec.contract.configuration import OVERRIDES

DISPATCH = "NPY_DISABLE_CPU_FEATURES"
"""The variable that takes kernels away from NumPy, which no row chooses."""

THREADS = ("OMP_NUM_THREADS", "PJRT_NPROC", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


@dataclass(frozen=True)
class Switch:
    """Variables that go before what rows choose that compute with one of `libraries`."""

    name: str
    libraries: frozenset[str]
    variables: dict[str, str]

    def environment(self) -> dict[str, str]:
        """What the worker of a row is started with."""
        if DISPATCH in self.variables:
            return {DISPATCH: dispatched()}
        return {OVERRIDES: " ".join(f"{name}={value}" for name, value in self.variables.items())}


NUMPY, ONEDNN = frozenset({"numpy"}), frozenset({"torch", "tensorflow_cpu", "mxnet"})
BLAS = NUMPY | {"mxnet"}

SWITCHES = (
    Switch("oneDNN at SSE4.1", ONEDNN, {"ONEDNN_MAX_CPU_ISA": "SSE41"}),
    Switch("oneDNN at AVX2", ONEDNN, {"ONEDNN_MAX_CPU_ISA": "AVX2"}),
    Switch("oneDNN at the most", ONEDNN, {"ONEDNN_MAX_CPU_ISA": "DEFAULT"}),
    Switch("ATen at AVX2", frozenset({"torch"}), {"ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}),
    Switch("XLA at SSE4.2", frozenset({"jax"}), {"XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2"}),
    Switch("XLA at AVX2", frozenset({"jax"}), {"XLA_FLAGS": "--xla_cpu_max_isa=AVX2"}),
    Switch("OpenBLAS at Prescott", BLAS, {"OPENBLAS_CORETYPE": "Prescott"}),
    Switch("OpenBLAS at Haswell", BLAS, {"OPENBLAS_CORETYPE": "Haswell"}),
    Switch("OpenBLAS at Zen", BLAS, {"OPENBLAS_CORETYPE": "Zen"}),
    Switch("NumPy without dispatch", NUMPY, {DISPATCH: ""}),
    Switch("two threads", NUMPY | ONEDNN | {"jax"}, dict.fromkeys(THREADS, "2")),
)


def known_to(libraries: Collection[str]) -> list[Switch]:
    """The switches of a row that imports these libraries. It does not compute with NumPy if it imports others."""
    names = {name.replace("-", "_") for name in libraries}
    others = names - {"numpy", "scipy"}
    return [switch for switch in SWITCHES if switch.libraries & (others or names)]


def dispatched() -> str:
    """The features of this processor for which NumPy has kernels of their own."""
    core: Any = np._core if hasattr(np, "_core") else np.core
    known = core._multiarray_umath
    return " ".join(name for name in known.__cpu_dispatch__ if known.__cpu_features__[name])
