"""A kernel that somebody wrote elsewhere: one image, one kernel, a stride."""

import numpy as np
from corrspec import Implementation


def correlate(input, weight, *, stride):
    image, kernel = input[0, 0], weight[0, 0]
    if len(stride) != image.ndim or kernel.ndim != image.ndim or min(stride) < 1 or min(kernel.shape) < 1:
        raise ValueError(
            f"stride {stride} and a kernel of shape {kernel.shape} do not fit an image of shape {image.shape}"
        )
    if any(k > n for k, n in zip(kernel.shape, image.shape, strict=True)):
        raise ValueError(f"a kernel of shape {kernel.shape} does not fit into an image of shape {image.shape}")
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[tuple(slice(None, None, s) for s in stride)]
    return (windows * kernel).sum(axis=tuple(range(-kernel.ndim, 0)))[None, None]


IMPLEMENTATION = Implementation("mine", correlate, ranks={1, 2}, dtypes={"float32", "float64"}, batched=False)
