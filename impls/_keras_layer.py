"""The convolutional layers of Keras: made for one problem, with its weights put in."""

import numpy as np

from spec import Deviation

from ._deviations import lengthens_by_a_stride
from ._keras import (
    NAMES,
    REFUSED_TOGETHER,
    REFUSED_VAST_STRIDES,
    array_of,
    data_format,
    from_image,
    from_kernel,
    has_strides_and_dilations,
    image,
    kernel,
    refuse_what_aborts,
)


def made(kind, input, filters, size, weights, **parameters):
    """A layer of this kind for `input`, with these weights."""
    import keras

    layer = getattr(keras.layers, kind.format(input.ndim - 2))(
        filters,
        size,
        data_format=data_format(),
        use_bias=len(weights) > 1,
        kernel_initializer="zeros",
        dtype=str(input.dtype),
        **parameters,
    )
    layer.build(image(input).shape)
    layer.set_weights(weights)
    return layer


def with_bias(weight, bias):
    """The weights as a layer lists them."""
    return [kernel(weight)] if bias is None else [kernel(weight), bias]


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_what_aborts(stride, dilation)
    layer = made(
        "Conv{}D",
        input,
        len(weight),
        weight.shape[2:],
        with_bias(weight, bias),
        strides=stride,
        padding=NAMES[padding],
        dilation_rate=dilation,
        groups=groups,
    )
    return from_image(layer(image(input)))


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation):
    refuse_what_aborts(stride, dilation)
    layer = made(
        "Conv{}DTranspose",
        input,
        weight.shape[1],
        weight.shape[2:],
        with_bias(weight, bias),
        strides=stride,
        padding=NAMES[padding],
        # Without a number Keras chooses one: such that `same` gives stride elements for each of the input.
        output_padding=None if padding == "same_upper" else output_padding,
        dilation_rate=dilation,
    )
    return from_image(layer(image(input)))


def train(input, target, weight, *, learning_rate, steps):
    """Keras's own training: train_on_batch, which differentiates with the backend, and its SGD."""
    import keras

    keras.config.set_floatx(str(input.dtype))  # the dtype of the loss
    # Of what the model is called with too: the first that is looked up is kept, whatever floatx becomes.
    keras.config.set_dtype_policy(str(input.dtype))
    layer = made("Conv{}D", input, len(weight), weight.shape[2:], [kernel(weight)])
    model = keras.Sequential([layer])
    model.compile(keras.optimizers.SGD(learning_rate), sum_of_squares, run_eagerly=True)
    losses = []
    for _ in range(steps):
        # Not what train_on_batch returns, which PyTorch rounds to float32.
        losses.append(model.compute_loss(y=image(target), y_pred=model(image(input))))
        model.train_on_batch(image(input), image(target))
    return from_kernel(layer.kernel.value), np.array([array_of(loss) for loss in losses], input.dtype)


def sum_of_squares(target, output):
    from keras import ops

    return ops.sum(ops.square(output - target))


DEVIATIONS = [
    REFUSED_TOGETHER,
    REFUSED_VAST_STRIDES,
    Deviation(
        "transposed_agrees_with_the_definition",
        when=has_strides_and_dilations,
        because="strides and dilations are refused together",
        witness="1x1x1x1 * 1x1x1x1 s1,2 pvalid d1,2 float32",
    ),
    Deviation(
        "transposed_agrees_with_the_definition",
        when=lengthens_by_a_stride,
        because="an output padding as long as the stride is refused, even where the dilation is longer",
        witness="1x1x1 * 1x1x1 pvalid d2 float32 ramp output_padding=1",
    ),
]
