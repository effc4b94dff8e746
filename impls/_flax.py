"""What both of Flax's interfaces do alike."""

from ._jax import NAMES


def transposed_padding(kernel, padding, output_padding, dilation):
    """A padding as flax's ConvTranspose takes it: not what is cropped off the output, but what surrounds the input."""
    if isinstance(padding, str):
        return NAMES[padding]
    axes = zip(kernel, padding, output_padding, dilation, strict=True)
    return tuple((d * (k - 1) - before, d * (k - 1) - after + more) for k, (before, after), more, d in axes)
