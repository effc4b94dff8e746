"""How problems are drawn: Hypothesis strategies over descriptors, within what an implementation claims.

Bugs hide where test writers do not look, so the plain problem is the exception: axes differ from each other in
size, kernel, stride, dilation and padding; kernels are even as often as odd; batches, channels, filters and groups
are more than one; the last window fits exactly or leaves a tail; sizes lie around the widths of vector registers;
arrays lie in memory in every way that they can. Everything shrinks towards the plain problem.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from .data import EXACT_BITS, FILLS
from .geometry import PADDINGS, extent
from .implementation import Implementation
from .layout import LAYOUTS
from .problem import BOUNDARIES, Descriptor

T = TypeVar("T")
Draw = st.DrawFn

LARGEST = 150_000
"""Multiplications that a drawn problem asks for at most, so that a plain Python loop can bear it."""

SEEDS = 1000
_OFFSET = 7_318_264_519
"""Hypothesis mixes into its integers those that it finds in the source of loaded modules. No source holds numbers
of this size,
so a run depends on its seed alone and not on what is installed beside it."""

WIDE_CHANNELS = (7, 8, 9, 15, 16, 17, 31, 32, 33)
"""Channel counts around the widths of vector registers and the blocks that kernels are tiled by."""


def problems(
    row: Implementation, needs: frozenset[str] = frozenset(), draws: str = "valid"
) -> st.SearchStrategy[Descriptor]:
    """Descriptors of problems that `row` claims, in which every feature that `needs` names is used.

    `draws` is "valid" (at least one window fits), "windowless" (none does) or "invalid" (must be refused).
    """
    return {"valid": _valid, "windowless": _windowless, "invalid": _invalid}[draws](row, needs)


def choose(draw: Draw, options: Sequence[T]) -> T:
    """One of `options`, of which the first is the simplest."""
    return options[draw(st.integers(_OFFSET, _OFFSET + len(options) - 1)) - _OFFSET]


def per_axis(draw: Draw, rank: int, options: Sequence[int], *, used: bool = False) -> tuple[int, ...]:
    """A number for every axis, mostly different ones. `used` asks for one that is not `options[0]`, on some axis."""
    lead = choose(draw, range(rank)) if used else -1
    values: list[int] = []
    for axis in range(rank):
        left = [option for option in options if option not in values]
        allowed = list(options) if not left or choose(draw, (True, False, False, False)) else left
        if axis == lead:
            allowed = [option for option in allowed if option != options[0]] or [o for o in options if o != options[0]]
        values.append(choose(draw, allowed))
    return tuple(values)


@st.composite
def _valid(draw: Draw, row: Implementation, needs: frozenset[str]) -> Descriptor:
    features = row.features
    ranks = sorted(row.ranks)
    if "axes" in needs:
        ranks = [rank for rank in ranks if rank > 1]
    if "next rank" in needs:
        ranks = [rank for rank in ranks if rank + 1 in row.ranks]
    rank = choose(draw, ranks)

    kernel_options = (
        (1, 2, 3, 4, 5, 2, 3, 7, 6) if rank == 1 else (1, 2, 3, 4, 5, 2, 3) if rank == 2 else (1, 2, 3, 2, 3, 4)
    )
    kernel = per_axis(draw, rank, kernel_options, used=bool(needs & {"dilation"}))
    stride = _claimed(draw, "stride", (1, 2, 3, 1, 2, 4), rank, features, needs)
    dilation = _claimed(draw, "dilation", (1, 2, 3, 1), rank, features, needs)
    if "dilation" in needs:
        # A dilation shows only where the kernel has a second tap.
        kernel = tuple(max(k, 2) if d > 1 else k for k, d in zip(kernel, dilation, strict=True))
    extents = tuple(map(extent, kernel, dilation))
    out = per_axis(draw, rank, (1, 2, 3, 4, 5, 6, 9) if rank < 3 else (1, 2, 3, 4))

    padding: Any = "valid"
    if "padding" in features:
        padding = _padding(draw, row, needs, extents, stride)
    boundary = "zero"
    if "boundary" in features:
        names = [name for name in BOUNDARIES if name in row.boundaries]
        others = [name for name in names if name != "zero"]
        boundary = choose(draw, others if "boundary" in needs and others else names)
    size = []
    for axis in range(rank):
        exact = extents[axis] + (out[axis] - 1) * stride[axis]
        length = exact + choose(draw, range(stride[axis]))
        if isinstance(padding, tuple):
            length = max(choose(draw, (1, 2, 1)), length - sum(padding[axis]))
        elif padding != "valid":
            length = max(1, length - choose(draw, range(extents[axis])))
        size.append(length)
    if padding == "valid" and not ("padding" in features and "valid" in row.forms):
        padding = ((0, 0),) * rank
    if "padding" in needs and isinstance(padding, str) and padding != "valid":
        # A named padding may come to nothing; a longer input changes that where the kernel has a second tap.
        kernel = tuple(max(k, 2) for k in kernel)

    batch = channels = filters = groups = 1
    if row.batched:
        batch = choose(draw, (1, 2, 3, 2, 3, 5, 1, 2, 3, 4, 0))
        groups, channels, filters = _channels(draw, features, needs)
    descriptor = Descriptor(
        input_shape=(batch, groups * channels, *size),
        weight_shape=(groups * filters, channels, *kernel),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=groups * filters if "bias" in features and ("bias" in needs or choose(draw, (False, True))) else None,
        boundary=boundary,
    )
    descriptor = _affordable(descriptor)
    return _with_values(draw, row, needs, descriptor)


def _claimed(
    draw: Draw, feature: str, options: tuple[int, ...], rank: int, features: frozenset[str], needs: frozenset[str]
) -> tuple[int, ...]:
    """Strides or dilations, where they are claimed."""
    return per_axis(draw, rank, options, used=feature in needs) if feature in features else (1,) * rank


def _padding(
    draw: Draw, row: Implementation, needs: frozenset[str], extents: tuple[int, ...], stride: tuple[int, ...]
) -> Any:
    """A padding in one of the forms that the row takes."""
    names = [name for name in PADDINGS if name in row.forms]
    pairs = [form for form in ("explicit", "symmetric") if form in row.forms]
    if "named" in needs:
        pairs = []
    if "explicit" in needs:
        names, pairs = [], ["explicit"]
    if "padding" in needs and (pairs or set(names) - {"valid"}):
        names = [name for name in names if name != "valid"]
    if "explicit" in pairs and "explicit" not in needs:
        # Who takes any pairs takes equal ones, and often has a shorter way for them.
        pairs = ["explicit", "explicit", "explicit", "symmetric"]
    form = choose(draw, pairs * 3 + names)
    if form not in pairs:
        return form
    rank = len(extents)
    used = bool(needs & {"padding", "boundary"})
    before = per_axis(draw, rank, (0, 1, 2, 0, 3, max(extents) - 1, max(extents)), used=used)
    if form == "symmetric":
        return tuple((amount, amount) for amount in before)
    after = per_axis(draw, rank, (0, 1, 2, 0, 3, max(extents) - 1))
    return tuple(zip(before, after, strict=True))


def _channels(draw: Draw, features: frozenset[str], needs: frozenset[str]) -> tuple[int, int, int]:
    """Groups, channels of a group, filters of a group."""
    groups = 1
    if "groups" in features:
        groups = choose(draw, (2, 3, 4) if "groups" in needs else (1, 2, 3, 1, 2, 4, 1))
    shape = choose(draw, ("plain", "plain", "plain", "depthwise", "wide"))
    if shape == "depthwise" and groups > 1:
        return groups * choose(draw, (1, 2, 3)), 1, choose(draw, (1, 2, 3))
    channels, filters = choose(draw, (1, 2, 3, 2, 3, 4, 5, 6)), choose(draw, (1, 2, 3, 2, 4, 5))
    if shape == "wide":
        wide = choose(draw, WIDE_CHANNELS)
        channels, filters = choose(draw, ((wide, filters), (channels, wide)))
    return groups, channels, filters


def _affordable(descriptor: Descriptor) -> Descriptor:
    """The descriptor with fewer items, filters or channels where it asks for more multiplications than a loop can
    bear.
    """
    while True:
        problem_cost = math.prod(descriptor.input_shape[2:]) * math.prod(descriptor.weight_shape)
        cost = problem_cost * max(1, descriptor.input_shape[0])
        if cost <= LARGEST:
            return descriptor
        batch, channels, *size = descriptor.input_shape
        filters, group_channels, *kernel = descriptor.weight_shape
        if batch > 2:
            descriptor = replace(descriptor, input_shape=(2, channels, *size))
        elif group_channels >= filters // descriptor.groups and group_channels > 1:
            fewer = group_channels // 2
            descriptor = replace(
                descriptor,
                input_shape=(batch, fewer * descriptor.groups, *size),
                weight_shape=(filters, fewer, *kernel),
            )
        elif filters > descriptor.groups:
            fewer = filters // descriptor.groups // 2 * descriptor.groups
            descriptor = replace(
                descriptor,
                weight_shape=(fewer, group_channels, *kernel),
                bias=None if descriptor.bias is None else fewer,
            )
        else:
            return descriptor


def _with_values(draw: Draw, row: Implementation, needs: frozenset[str], descriptor: Descriptor) -> Descriptor:
    """The descriptor with a dtype, a fill and memory layouts."""
    fills = [*FILLS[:3], *["seeded"] * 12, *["wide"] * (3 if row.rounding == "direct" else 0)]
    dtypes = [dtype for dtype in EXACT_BITS if dtype in row.dtypes]
    if "float" in needs:
        dtypes = [dtype for dtype in dtypes if dtype.startswith("float")]
    layouts = ("contiguous",) * 2 * len(LAYOUTS) + tuple(LAYOUTS)
    return replace(
        descriptor,
        dtype=choose(draw, dtypes),
        fill=choose(draw, fills),
        seed=choose(draw, range(SEEDS)),
        input_layout=choose(draw, layouts),
        weight_layout=choose(draw, layouts),
    )


@st.composite
def _windowless(draw: Draw, row: Implementation, needs: frozenset[str]) -> Descriptor:
    """On at least one axis the kernel spans more than the padded input."""
    descriptor = draw(_valid(row, needs))
    axis = choose(draw, range(descriptor.rank))
    missing = choose(draw, (1, 2, 3))
    size, kernel = list(descriptor.input_shape[2:]), list(descriptor.weight_shape[2:])
    padding = descriptor.padding
    if isinstance(padding, tuple):
        pairs = list(padding)
        # Long paddings would make room for the kernel again.
        pairs[axis] = (min(pairs[axis][0], 1), min(pairs[axis][1], 1)) if row.forms else (0, 0)
        padding = tuple(pairs)
        room = sum(pairs[axis])
    else:
        padding, room = "valid", 0
    while extent(kernel[axis], descriptor.dilation[axis]) - room - missing < 1:
        kernel[axis] += 1
    size[axis] = extent(kernel[axis], descriptor.dilation[axis]) - room - missing
    return replace(
        descriptor,
        input_shape=(*descriptor.input_shape[:2], *size),
        weight_shape=(*descriptor.weight_shape[:2], *kernel),
        padding=padding,
    )


@st.composite
def _invalid(draw: Draw, row: Implementation, needs: frozenset[str]) -> Descriptor:
    """A valid problem with one fault, of a kind that the row's signature lets a caller commit."""
    good = draw(_valid(row, needs))
    rank, features = good.rank, row.features
    axis = choose(draw, range(rank))
    wrong = choose(draw, (0, -1, -2))

    def put(values: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
        return (*values[:axis], value, *values[axis + 1 :])

    batch, channels, *size = good.input_shape
    filters, group_channels, *kernel = good.weight_shape
    explicit = isinstance(good.padding, tuple) and "padding" in features
    faults: list[dict[str, Any]] = [
        {"weight_shape": (filters, group_channels, *put(tuple(kernel), 0))},
        {"weight_shape": (filters, group_channels, *kernel, 1)},
    ]
    if rank > 1:
        faults.append({"weight_shape": (filters, group_channels, *kernel[:-1])})
    if row.batched:
        faults.append({"weight_shape": (filters, group_channels + 1, *kernel)})
        faults.append({"input_shape": (batch, channels + good.groups, *size)})
    for name, values in (("stride", good.stride), ("dilation", good.dilation)):
        if name in features:
            faults += [{name: put(values, wrong)}, {name: (*values, 1)}]
            faults += [{name: values[:-1]}] if rank > 1 else []
    if explicit and isinstance(good.padding, tuple):
        pair = (wrong - 1, wrong - 1) if "explicit" not in row.forms else choose(draw, ((wrong - 1, 1), (1, wrong - 1)))
        faults += [{"padding": put(good.padding, pair)}, {"padding": (*good.padding, (0, 0))}]
        faults += [{"padding": good.padding[:-1]}] if rank > 1 else []
    if "groups" in features:
        faults += [{"groups": wrong}, {"groups": channels + 1}]
        if good.groups > 1:
            faults.append({"weight_shape": (filters + 1, group_channels, *kernel), "bias": None})
    if "bias" in features:
        faults += [{"bias": filters + 1}, {"bias": 1 if filters > 1 else 3}]
    return replace(good, **choose(draw, faults))


def use(row: Implementation, descriptor: Descriptor, needs: frozenset[str]) -> bool:
    """Whether `descriptor` uses every feature that `needs` names."""
    problem_uses = {
        "stride": set(descriptor.stride) != {1},
        "dilation": set(descriptor.dilation) != {1},
        "padding": descriptor.padding not in ("valid", ((0, 0),) * descriptor.rank),
        "boundary": descriptor.boundary != "zero",
        "groups": descriptor.groups > 1,
        "bias": descriptor.bias is not None,
        "float": descriptor.dtype.startswith("float"),
        "explicit": isinstance(descriptor.padding, tuple),
        "named": isinstance(descriptor.padding, str),
        "axes": descriptor.rank > 1,
        "next rank": descriptor.rank + 1 in row.ranks,
    }
    return all(problem_uses.get(need, True) for need in needs)
