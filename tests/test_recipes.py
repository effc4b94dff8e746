"""The recipes: every file on the page is complete, and what it declares holds."""

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from .processes import run

ROOT = Path(__file__).parents[1]
FILES = {
    name: text
    for text, name in re.findall(
        r'^```python\n("""(\w+\.py)""".*?)^```$', (ROOT / "docs/recipes.md").read_text(), re.M | re.S
    )
}
RECIPES = sorted(FILES.keys() - {"mylib.py"})

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", RECIPES)
def test_what_a_recipe_declares_holds(name: str, tmp_path: Path) -> None:
    for file, text in FILES.items():
        (tmp_path / file).write_text(text)
    if "import torch" in FILES[name] and not find_spec("torch"):
        pytest.skip("PyTorch is not installed")
    # Here the package is called by the name of its folder.
    (tmp_path / "conftest.py").write_text("import sys, spec, spec.testing; sys.modules['corrspec'] = spec")
    command = ["pytest", "-q", name] if name.startswith("test_") else ["spec", "check", name, "--no-memory"]
    done = run(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_recipes() -> None:
    assert len(RECIPES) == 8
