"""Which share of the problems within its claims a row was asked about."""

from ..laws import LAWS
from ..reports.report import Report


def shares(report: Report) -> dict[str, float]:
    """For every operation that the row was asked about a part of alone, the part: what `supports` takes, and of that
    what was not left out by a NotImplementedError.
    """
    found = {}
    for operation, claimed in report.claims.items():
        verdicts = [verdict for verdict in report.verdicts if LAWS[verdict.law].operation == operation]
        asked = sum(verdict.examples for verdict in verdicts)
        left_out = sum(verdict.unsupported for verdict in verdicts)
        share = claimed.share * (asked / (asked + left_out) if left_out else 1)
        if share < 1:
            found[operation] = share
    return found


def percent(share: float) -> str:
    """A share in words: `12 %`, `0.3 %`."""
    return f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.0f} %"
