"""NumPy arrays to torch tensors and back."""

import numpy as np
import torch

CONVOLUTIONS = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d, 3: torch.nn.functional.conv3d}
DTYPES = {"float32", "float64", "int32", "int64", "complex64", "complex128"}


def tensor(array):
    """A tensor that shares `array`'s memory, strides and all, where torch can: not with negative steps, not read-only."""
    if array is None:
        return None
    if min(array.strides, default=0) < 0 or not array.flags.writeable or not array.flags.aligned:
        array = np.array(array, order="K")
        # order="K" keeps negative steps out and the order of the axes in.
    return torch.from_numpy(array)


def natively(padding):
    """A padding as torch's functions take it: a name, or one amount for both sides of each axis."""
    names = {"valid": "valid", "same_upper": "same"}
    return names[padding] if isinstance(padding, str) else tuple(before for before, _ in padding)
