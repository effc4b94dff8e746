"""Report: the verdicts on one row, and what it was made on."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Annotated, Self

from msgspec import Meta

from .verdict import Status, Verdict


@dataclass(frozen=True)
class Provenance:
    """When and on what a report was made."""

    when: Annotated[str, Meta(description="The time in UTC, as in 2030-01-31T23:59:59+00:00.")] = ""
    python: Annotated[str, Meta(description="The version of Python.")] = ""
    platform: Annotated[str, Meta(description="The operating system and the processor.")] = ""
    libraries: Annotated[dict[str, str], Meta(description="Versions of the libraries that the row calls.")] = field(
        default_factory=dict
    )
    corrspec: Annotated[str, Meta(description="The version of corrspec that asked.")] = ""
    processor: Annotated[str, Meta(description="The name of the processor.")] = ""
    configuration: Annotated[
        dict[str, str], Meta(description="The environment variables that tell the libraries what to compute with.")
    ] = field(default_factory=dict)


@dataclass(frozen=True)
class ClaimedOperation:
    """What an implementation claims of one operation."""

    ranks: Annotated[tuple[int, ...], Meta(description="The numbers of spatial axes.")]
    dtypes: Annotated[tuple[str, ...], Meta(description="The names of the dtypes.")]
    paddings: Annotated[tuple[str, ...], Meta(description="The forms of padding.")]
    boundaries: Annotated[tuple[str, ...], Meta(description="The continuations of the input.")]
    features: Annotated[tuple[str, ...], Meta(description="The keywords that its signature names.")]
    accumulates: Annotated[
        str, Meta(description="The type that sums of narrower dtypes are kept in, if that is claimed.")
    ] = ""
    share: Annotated[float, Meta(description="The share of problems within these claims that it supports.")] = 1.0


@dataclass(frozen=True)
class Report:
    """The verdicts on one implementation."""

    implementation: Annotated[str, Meta(description="The name of the row.")]
    effort: Annotated[str, Meta(description="How many problems a law is asked about: brief, quick, standard or deep.")]
    seed: Annotated[int, Meta(description="A seed gives the same run twice.")]
    verdicts: Annotated[tuple[Verdict, ...], Meta(description="One for each law that was asked.")]
    precision: Annotated[
        dict[str, str], Meta(description="The arithmetic it behaves like, by dtype, if all laws were asked.")
    ] = field(default_factory=dict)
    claims: Annotated[dict[str, ClaimedOperation], Meta(description="What it claims, by operation.")] = field(
        default_factory=dict
    )
    made: Annotated[Provenance, Meta(description="When, and on what.")] = field(default_factory=Provenance)
    typed: Annotated[str, Meta(description="What names the row on the command line, if not its name.")] = ""

    @property
    def conforms(self) -> bool:
        """Whether nothing failed. A law that is not claimed, or that has a recorded deviation, is no failure."""
        return not any(verdict.failed for verdict in self.verdicts)

    @property
    def seconds(self) -> float:
        return sum(verdict.seconds for verdict in self.verdicts)

    @property
    def compilations(self) -> int:
        return sum(verdict.compilations for verdict in self.verdicts)

    @property
    def compiling(self) -> float:
        return sum(verdict.compiling for verdict in self.verdicts)

    def with_verdicts(self, verdicts: tuple[Verdict, ...], precision: dict[str, str]) -> Self:
        """The same report with these verdicts, and with the arithmetic that the row behaves like."""
        return replace(self, verdicts=verdicts, precision=precision)

    @property
    def counts(self) -> Counter[Status]:
        return Counter(verdict.status for verdict in self.verdicts)
