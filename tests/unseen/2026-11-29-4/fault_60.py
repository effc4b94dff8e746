"""In a batch of narrow images (at most 8 wide) with more padding behind than in front, the last windows of an image
reach into the next image.

Plausible: narrow images are laid side by side into one long row to fill the vectors, with one padding between two
neighbours to serve both; it is the padding in front, though the greater one is needed.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    given = dict(bias=bias, stride=stride, dilation=dilation, groups=groups)
    wide, (before, after) = input.shape[-1], padding[-1]
    if len(input) < 2 or not 1 <= wide <= 8:
        return control.correlate(input, weight, padding=padding, **given)
    pitch = wide + before
    row = np.zeros((*input.shape[1:-1], len(input) * pitch + after), input.dtype)
    for n, image in enumerate(input):
        row[..., n * pitch + before : (n + 1) * pitch] = image
    images = np.stack([row[..., n * pitch : (n + 1) * pitch + after] for n in range(len(input))])
    return control.correlate(images, weight, padding=(*padding[:-1], (0, 0)), **given)


IMPLEMENTATION = Implementation(
    "fault_60", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(60)
    x, w = rng.standard_normal((3, 2, 7, 7)), rng.standard_normal((2, 2, 4, 4))
    given = dict(bias=None, stride=(1, 1), dilation=(1, 1), groups=1)
    one, two = (dict(given, padding=((1, 2), pair)) for pair in ((2, 1), (1, 2)))
    fine = np.allclose(correlate(x, w, **one), control.correlate(x, w, **one))
    return fine and not np.allclose(correlate(x, w, **two), control.correlate(x, w, **two))
