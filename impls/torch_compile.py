"""torch.nn.functional.conv1d as torch.compile compiles it, on the CPU."""

from spec import Implementation

from ._torch import CONVOLUTIONS, natively, operands
from ._torch_compile import compilations, compiled


@compiled
def convolution(input, weight, bias, stride, padding, dilation, groups):
    return CONVOLUTIONS[input.ndim - 2](input, weight, bias, stride, padding, dilation, groups)


def correlate(input, weight, *, stride, padding, dilation):
    tensors = operands(input, weight, None, stride, dilation)
    return convolution(*tensors, stride, natively(padding), dilation, 1).numpy()


IMPLEMENTATION = Implementation(
    "torch_compile",
    correlate,
    # Inductor leaves open the batch and the size, and compiles anew for every kernel, stride and padding, channel and
    # filter: twenty seconds for what is claimed here, minutes for more.
    ranks={1},
    dtypes={"float32"},
    batched=False,
    paddings={"symmetric"},
    compiles=compilations,
)
