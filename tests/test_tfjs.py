"""The process of Node.js in which TensorFlow.js computes: it ends with the process that asks, whatever it is doing."""

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import impls
from impls._bridge import Failed
from spec.contract.libraries import libraries
from tests.processes import running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

try:
    ROW = impls.load("tfjs")
except ModuleNotFoundError as missing:
    pytest.skip(f"tfjs needs {missing}", allow_module_level=True)

STUCK = """
import numpy as np
from impls import _tfjs, tfjs

image = np.ones((1, 1, 1, 1), np.float32)
tfjs.transposed(image, image, stride=(1, 1), padding="valid", output_padding=(0, 0))
print(_tfjs.CHILD._process.pid, flush=True)
tfjs.transposed(image, image, stride=(0, 0), padding="valid", output_padding=(9, 9))
"""


def test_a_call_that_does_not_return_ends_with_the_process_that_has_asked() -> None:
    with running([sys.executable, "-c", STUCK], cwd=ROOT, limit=60) as started:
        started.until(lambda: started.said().strip() != "", "it has told the number of Node.js")
        node = int(started.said())
        time.sleep(1)
        os.kill(started.process.pid, signal.SIGKILL)
        started.process.wait()
        deadline = time.monotonic() + 30
        while Path(f"/proc/{node}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_an_error_is_told_in_the_words_of_tensorflow_js() -> None:
    image = np.ones((1, 1, 3), np.float32)
    with pytest.raises(Failed, match="Error in conv1d: depth of input"):
        ROW.correlate(image, np.ones((1, 2, 1), np.float32), stride=(1,), padding="valid", dilation=(1,), groups=1)


def test_the_report_says_the_versions() -> None:
    assert libraries(ROW).keys() >= {"Node.js", "@tensorflow/tfjs", "numpy"}
