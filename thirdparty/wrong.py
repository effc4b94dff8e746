"""A kernel with a mistake that is easily made: `numpy.convolve` reverses the kernel."""

import numpy as np
from corrspec import Implementation


def correlate(input, weight):
    line, kernel = input[0, 0], weight[0, 0]
    if line.ndim != 1 or kernel.ndim != 1 or not 1 <= kernel.size <= line.size:
        raise ValueError(f"a kernel of shape {kernel.shape} does not fit into a line of shape {line.shape}")
    return np.convolve(line, kernel, "valid")[None, None]


IMPLEMENTATION = Implementation("wrong", correlate, ranks={1}, dtypes={"float64"}, batched=False)
