"""In 3-D, with a kernel of depth 1, output frames that lie in the depth padding are 0 where they should be the bias.

Plausible: kernels of shape (1, k, k), as in R(2+1)D, fold the frames into the batch and are left to the 2-D kernel. Frames
of nothing but padding are not given to it at all; they keep the zeros of the allocation and miss the fused bias.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.ndim != 5 or weight.shape[2] != 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    items, channels, depth, *plane = input.shape
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    output = np.zeros((items, len(weight), *size), input.dtype)
    before = padding[0][0]
    real = [p for p in range(size[0]) if 0 <= p * stride[0] - before < depth]
    if not real:
        return output
    frames = input[:, :, [p * stride[0] - before for p in real]].swapaxes(1, 2)
    made = control.correlate(
        frames.reshape(items * len(real), channels, *plane),
        weight[:, :, 0],
        bias=bias,
        stride=stride[1:],
        padding=padding[1:],
        dilation=dilation[1:],
        groups=groups,
    )
    output[:, :, real] = made.reshape(items, len(real), len(weight), *size[1:]).swapaxes(1, 2)
    return output


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1, 1, 1), padding=((1, 1), (1, 1), (1, 1)), dilation=(1, 1, 1), groups=1)
    x, w, b = np.ones((2, 2, 3, 4, 4)), np.ones((3, 2, 1, 3, 3)), np.array([1.0, 2.0, 3.0])
    return differ(correlate(x, w, bias=b, **given), control.correlate(x, w, bias=b, **given))


IMPLEMENTATION = Implementation(
    "fault_04",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
