"""The page about checking shows the files that `tox -e wheel` runs, and its recipe keeps what its script writes."""

import re
from pathlib import Path

import pytest
import yaml

THERE = Path(__file__).parent.parent / "thirdparty"


@pytest.mark.parametrize("name", ["mine.py", "test_mine.py", "wrong.py", "conformance.sh", "conformance.yml"])
def test_the_page_shows_what_is_run(name: str) -> None:
    page = (THERE.parent / "docs" / "check.md").read_text(encoding="utf-8")
    assert f"\n{(THERE / name).read_text(encoding='utf-8')}```" in page


def test_the_workflow_runs_the_script_and_keeps_what_it_writes() -> None:
    workflow = yaml.safe_load((THERE / "conformance.yml").read_text())
    steps = workflow["jobs"]["corrspec"]["steps"]
    assert "sh conformance.sh mine.py" in [step.get("run") for step in steps]
    (upload,) = (step for step in steps if step.get("uses", "").startswith("actions/upload-artifact@"))
    written = re.findall(r"--(?:json|out) (\S+)", (THERE / "conformance.sh").read_text())
    assert [path.rstrip("/") for path in upload["with"]["path"].split()] == written
    assert upload["if"] == "${{ !cancelled() }}"


def test_the_workflow_runs_on_every_change() -> None:
    # YAML 1.1 reads `on` as a truth value.
    assert set(yaml.safe_load((THERE / "conformance.yml").read_text())[True]) == {"push", "pull_request"}
