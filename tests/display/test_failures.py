"""What is said of a failure."""

import pytest

from spec import LAWS, Failure, Verdict
from spec.display.failures import explanation
from spec.reports.verdict import Status

LAW = next(iter(LAWS))


@pytest.mark.parametrize(
    ("status", "heading"),
    [("breaks", f"mine breaks: {LAW}"), ("deviates", f"mine deviates, as recorded: {LAW}")],
)
def test_a_recorded_difference_is_not_told_as_news(status: Status, heading: str) -> None:
    failure = Failure(law=LAW, outcome="breaks", problem="1x1x1 * 1x1x1", summary="seen")
    assert explanation("mine", Verdict(LAW, status, 1, failures=(failure,))).startswith(f"{heading}\n")
