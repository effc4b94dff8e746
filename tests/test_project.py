"""The project's promises: every row runs in tox, the gate runs what the README says, and the wheel is whole."""

import ast
import configparser
import re
import sys
import tomllib
from pathlib import Path

import pytest

import impls
import spec
from tests import mutants
from tests.mutants._left_out import LEFT_OUT
from tests.processes import run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


@pytest.fixture(scope="module")
def tox() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "tox.ini")
    return parser


def test_every_row_runs_in_one_environment_of_the_matrix(tox: configparser.ConfigParser) -> None:
    labels = dict(line.split(" = ") for line in tox["tox"]["labels"].strip().splitlines())
    rows = [
        row
        for environment in labels["matrix"].split(", ")
        for row in re.findall(r"--impl ([\w ]+)", tox[f"testenv:{environment}"]["commands"])[0].split()
    ]
    assert sorted(rows) == impls.discover()


def test_every_environment_of_the_matrix_leaves_a_report_and_the_page_waits_for_it(
    tox: configparser.ConfigParser,
) -> None:
    labels = dict(line.split(" = ") for line in tox["tox"]["labels"].strip().splitlines())
    environments = labels["matrix"].split(", ")
    assert all("--report reports/{env_name}.json" in tox[f"testenv:{name}"]["commands"] for name in environments)
    assert set(environments) <= set(tox["testenv:report"]["depends"].split(", "))


def test_every_environment_that_tests_runs_by_default_and_says_what_it_is_for(tox: configparser.ConfigParser) -> None:
    environments = {name.removeprefix("testenv:") for name in tox.sections() if name.startswith("testenv:")}
    for_other_ends = {"fast", "strength", "processors", "processors-mxnet"}
    assert environments - for_other_ends == set(re.split(r",\s*", tox["tox"]["env_list"].strip()))
    assert all(tox[f"testenv:{name}"]["description"] for name in environments)


def test_what_an_environment_waits_for_exists_and_is_listed_before_it(tox: configparser.ConfigParser) -> None:
    listed = re.split(r",\s*", tox["tox"]["env_list"].strip())
    for place, name in enumerate(listed):
        awaited = tox.get(f"testenv:{name}", "depends", fallback="")
        assert set(re.findall(r"[\w-]+", awaited)) <= set(listed[:place]), name


def test_the_gate_runs_the_command_of_the_readme() -> None:
    command = "python -m pip install tox && tox run-parallel"
    assert f"\n{command}\n" in README
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == command


def test_what_the_specification_needs_is_named_wherever_it_is_installed_from() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {*settings["project"]["dependencies"], *settings["project"]["optional-dependencies"]["pytest"]}
    assert set(settings["dependency-groups"]["test"]) == needed
    (by_hand,) = re.findall(r"`python -m pip install (numpy .*?)`", README)
    assert {re.split(r"\W", requirement)[0] for requirement in needed} <= set(by_hand.split())


def test_the_wheel_holds_every_package_of_the_specification() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT / "spec") for path in (ROOT / "spec").rglob("__init__.py")}
    assert {".".join(["corrspec", *folder.parts]) for folder in folders} == set(settings["packages"])


def test_rows_take_nothing_from_the_specification_but_what_a_row_needs() -> None:
    allowed = {"Implementation", "Operation", "Deviation"}
    for path in (ROOT / "impls").glob("[a-z]*.py"):
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module == "spec"
            for alias in node.names
        }
        # The row of the definition is the specification's own program.
        assert names <= allowed | (
            {"Problem", "TransposedProblem", "definition"} if path.stem == "definition" else set()
        )


def test_the_readme_counts_the_reports_that_were_re_created() -> None:
    reports = {mutant.report for mutant in mutants.discover()} - {None}
    assert f"{len(reports)} of them re-created" in README
    assert not reports & set(LEFT_OUT)


@pytest.mark.parametrize("page", [path.relative_to(ROOT) for path in ROOT.glob("*.md")], ids=str)
def test_links_into_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text()):
        assert (ROOT / target).exists(), target


def test_the_readme_shows_only_laws_as_they_are_written() -> None:
    for block in re.findall(r"```python\n(.*?)```", README, re.S):
        if block.startswith("@law"):
            shown = [line for line in block.splitlines() if '"""' not in line]
            written = (ROOT / "spec" / "laws" / "window.py").read_text()
            assert all(line in written for line in shown)


def test_what_type_checkers_see_of_the_package_is_what_there_is() -> None:
    (seen,) = (node for node in ast.parse(Path(spec.__file__).read_text()).body if isinstance(node, ast.If))
    named = [alias.asname for node in seen.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(filter(None, named)) == sorted(spec.__all__)
    assert all(getattr(spec, name) for name in spec.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Kernel'"):
        spec.Kernel  # noqa: B018


def test_whoever_describes_an_implementation_waits_for_numpy_alone() -> None:
    program = "import sys; from spec import Implementation; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = set(run([sys.executable, "-c", program], cwd=ROOT).stdout.split())
    assert "numpy" in loaded
    assert not loaded & {"hypothesis", "jinja2", "msgspec", "rich", "threadpoolctl"}
