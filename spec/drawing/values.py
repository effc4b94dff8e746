"""What fills a problem that is drawn: a dtype, numbers, and ways to lie in memory."""

from dataclasses import replace
from typing import Any

from ..contract.claims import Claims
from ..definition.dtypes import EXACT_BITS, floating, inexact
from ..operands.descriptor import Descriptor
from ..operands.layout import LAYOUTS
from ..operands.numbers import FILLS
from .choices import Source, choose

SEEDS = 1000


def with_values(source: Source, claims: Claims, needs: frozenset[str], descriptor: Descriptor) -> Descriptor:
    """The descriptor with a dtype, a fill and memory layouts."""
    fills = [*FILLS[:3], *["seeded"] * 12, *["wide"] * (4 if claims.rounding == "direct" else 0)]
    dtypes = [dtype for dtype in EXACT_BITS if dtype in claims.dtypes]
    if "float" in needs:
        dtypes = [dtype for dtype in dtypes if floating(dtype)]
    if "inexact" in needs:
        dtypes = [dtype for dtype in dtypes if inexact(dtype)]
    if "complex" in needs:
        dtypes = [dtype for dtype in dtypes if dtype.startswith("complex")]
    if "integer" in needs:
        dtypes = [dtype for dtype in dtypes if dtype.startswith("int")]
    # Most shortcuts are for the dtype that most people use, and for arrays that lie in C order.
    dtypes += [dtype for dtype in dtypes if dtype == "float32"] * 2
    others = list(LAYOUTS)[1:]
    plain = 3 if "layout" in needs else 4 * len(LAYOUTS)
    layouts = ["contiguous"] * plain + list(LAYOUTS)
    operands = ["input", "weight", *(["bias"] if descriptor.bias is not None else [])]
    lead = choose(source, operands) if "layout" in needs else None
    lying: dict[str, Any] = {f"{name}_layout": choose(source, others if name == lead else layouts) for name in operands}
    return replace(
        descriptor,
        dtype=choose(source, dtypes),
        fill=choose(source, fills),
        seed=choose(source, range(SEEDS)),
        **lying,
    )
