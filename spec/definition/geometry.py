"""Extents, output sizes and named paddings: pure integer arithmetic, one axis at a time.

Throughout, `size` is the length of an input axis, `kernel` the number of taps along it, `stride` the distance
between two windows and `dilation` the distance between two taps of one window.
"""

from collections.abc import Callable, Sequence

Pair = tuple[int, int]
"""Elements added before and after an axis."""


def extent(kernel: int, dilation: int = 1) -> int:
    """Input elements that one window spans, from its first tap to its last.

    >>> extent(3), extent(3, dilation=2)
    (3, 5)
    """
    return dilation * (kernel - 1) + 1


def output_size(size: int, kernel: int, stride: int = 1, padding: Pair = (0, 0), dilation: int = 1) -> int:
    """The number of windows that fit: ⌊(size + before + after − extent) / stride⌋ + 1, or 0 where not even one does.

    >>> output_size(6, 2), output_size(6, 2, stride=2), output_size(6, 2, padding=(1, 1)), output_size(1, 3)
    (5, 3, 7, 0)
    """
    room = size + sum(padding) - extent(kernel, dilation)
    return room // stride + 1 if room >= 0 else 0


def valid(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:
    """No padding: only windows that lie wholly inside the input."""
    return 0, 0


def full(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:
    """Every window whose extent overlaps the input: extent − 1 on both sides."""
    return extent(kernel, dilation) - 1, extent(kernel, dilation) - 1


def same_upper(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:
    """⌈size / stride⌉ windows; where the padding is odd, the extra zero comes after.

    TensorFlow, Keras and JAX call it SAME, ONNX SAME_UPPER, PyTorch 'same'.

    >>> same_upper(6, 2), same_upper(6, 3), same_upper(6, 3, stride=2)
    ((0, 1), (1, 1), (0, 1))
    """
    windows = -(-size // stride)
    total = max(0, (windows - 1) * stride + extent(kernel, dilation) - size)
    return total // 2, total - total // 2


def same_lower(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:
    """⌈size / stride⌉ windows; where the padding is odd, the extra zero comes before.

    ONNX calls it SAME_LOWER. At stride 1 it is 'same' in numpy.correlate and scipy.signal.correlate, and the padding
    of scipy.ndimage.correlate.

    >>> same_lower(6, 2), same_lower(6, 3), same_lower(6, 3, stride=2)
    ((1, 0), (1, 1), (1, 0))
    """
    before, after = same_upper(size, kernel, stride, dilation)
    return after, before


PADDINGS: dict[str, Callable[[int, int, int, int], Pair]] = {
    rule.__name__: rule for rule in (valid, full, same_upper, same_lower)
}
"""The named paddings."""

SAME = ("same_upper", "same_lower")
"""The named paddings that make the output size ⌈size / stride⌉."""


def resolve(
    name: str, size: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> tuple[Pair, ...]:
    """The (before, after) pairs that a named padding stands for, one for each axis."""
    return tuple(PADDINGS[name](*axis) for axis in zip(size, kernel, stride, dilation, strict=True))
