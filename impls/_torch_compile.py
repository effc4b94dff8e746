"""What the rows need that torch.compile compiles: room for many shapes, a cache, and a count of compilations."""

import atexit
import os
import tempfile
import time

# A cache of this run alone: what an earlier one compiled, or learnt of its shapes, decides nothing.
_cache = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
atexit.register(_cache.cleanup)
os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", _cache.name)

import torch  # noqa: E402 the place of the cache is settled by the imports below
import torch.compiler.config  # noqa: E402
from torch._dynamo.callback import on_compile_end, on_compile_start  # noqa: E402

# Beyond these limits a full graph is an error: nothing is ever computed without having been compiled. A setting holds
# for the thread that makes it, so it is made around every call.
_roomy = torch.compiler.config.patch(recompile_limit=10_000, accumulated_recompile_limit=10_000)


def compiled(function):
    """A decorator: made into machine code by Inductor, as one graph, for sizes that stay open where it lets them."""
    return _roomy(torch.compile(function, fullgraph=True, dynamic=True))


_starts, _ends = [], []
on_compile_start(lambda _: _starts.append(time.perf_counter()))
on_compile_end(lambda _: _ends.append(time.perf_counter()))


def compilations():
    """How many graphs torch.compile has compiled in this process so far, and in how many seconds."""
    return len(_ends), sum(_ends) - sum(_starts[: len(_ends)])
