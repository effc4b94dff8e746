"""torch.nn.functional.unfold, torch's own im2col, and one matrix product for each group."""

import torch

from spec import Deviation, Implementation

from ._numpy import output_size, refuse_nonsense
from ._torch import array, tensor


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    before = tuple(pair[0] for pair in padding)
    columns = torch.nn.functional.unfold(tensor(input), weight.shape[2:], dilation, before, stride)
    items, filters = len(input), len(weight)
    columns = columns.reshape(items, groups, columns.shape[1] // groups, columns.shape[2])
    output = tensor(weight).reshape(groups, filters // groups, -1) @ columns
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    output = output.reshape(items, filters, *size)
    return array(output if bias is None else output + tensor(bias)[:, None, None])


IMPLEMENTATION = Implementation(
    "torch_unfold",
    correlate,
    ranks={2},
    dtypes={"float32", "float64", "complex64", "complex128", "float16", "bfloat16"},
    paddings={"symmetric"},
    deviations=[
        Deviation(
            "no_window_is_never_invented",
            when=lambda problem: max(problem.extents) >= 2**63,
            because="a kernel whose extent does not fit in 64 bits is read from where there is no memory",
            witness="1x1x1x4 * 1x1x4x3 p1-1,1-1 d4611686018427387904,1 float32",
        )
    ],
)
