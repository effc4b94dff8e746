"""What torch's autograd is known to do differently, in whatever form its convolutions are called."""

from spec import Deviation

from ._torch import tensor


def steps_of(array):
    """From one element to the next along each axis, in elements, as torch counts them."""
    # torch refuses numbers whose bytes lie in the other order, and here it is asked for their strides alone.
    native = array if array.dtype.isnative else array.view(array.dtype.newbyteorder("="))
    return tensor(native).stride()


def unclear(array):
    """Whether there is one item, or filter, and by its strides a next one would begin before its last row does.

    On the way back, slow_conv2d takes such an array for channels last by one test and not by another: an image
    [H, W, C] in a batch of its own, as by permute(2, 0, 1).unsqueeze(0), is one.
    """
    steps = steps_of(array)
    return len(array) == 1 and steps[0] < max(steps[1:])


def has_an_idle_step(array):
    """Whether an axis of one element, whose step says nothing, has one as long as from item to item, or longer."""
    steps = steps_of(array)
    return any(length == 1 and step >= steps[0] for length, step in zip(array.shape[2:], steps[2:]))


def comes_channels_last(array):
    return array.shape[1] > 1 and steps_of(array)[1] == 1


def is_refused_its_weight_gradient(problem):
    return problem.rank < 3 and max(problem.dilations) == 1 and unclear(problem.weight)


def is_refused_the_gradient_of_a_flat_weight(problem):
    """The same of a kernel that is one element long on one of two axes: whatever step this axis has, it is none, and
    torch's two tests do not agree about it. Seen where the input comes channels last too; in single precision, where
    oneDNN computes what is larger, for one item and one group alone.
    """
    items, (filters, channels, *kernel) = len(problem.input), problem.weight.shape
    by_onednn = problem.input.real.dtype.name != "float64" and (items > 1 or problem.groups > 1)
    if len(kernel) != 2 or max(problem.dilations) > 1 or by_onednn or channels == 1 or kernel.count(1) != 1:
        return False
    seen, steps = steps_of(problem.input), steps_of(problem.weight)
    dense = problem.weight.size == 1 + sum((n - 1) * step for n, step in zip(problem.weight.shape, steps))
    return dense and seen[1] == steps[1] == 1 and (filters == 1 or steps[0] < max(steps)) and seen[0] == max(seen)


def gets_a_wrong_weight_gradient(problem):
    if problem.rank > 2 or max(problem.dilations) > 1 or problem.groups == 1:
        return False
    return unclear(problem.input) or (comes_channels_last(problem.weight) and has_an_idle_step(problem.input))


def gets_a_wrong_input_gradient(problem):
    if problem.rank != 2 or problem.groups == 1 or problem.input.dtype.name in ("float64", "complex64", "complex128"):
        return False
    return comes_channels_last(problem.weight) and has_an_idle_step(problem.weight)


GRADIENT_DEVIATIONS = [
    Deviation(
        "gradients_agree_with_the_definition",
        when=is_refused_its_weight_gradient,
        because="slow_conv2d wants strides to say that one filter is one, or refuses (pytorch/vision#6001)",
        witness="1x2x2x2 * 1x2x2x1 float32 input:channels_last weight:fortran",
    ),
    Deviation(
        "gradients_agree_with_the_definition",
        when=is_refused_the_gradient_of_a_flat_weight,
        because="a weight that is channels last, with a kernel of one row or column, is refused for one item",
        witness="1x2x1x2 * 1x2x1x2 float32 input:channels_last weight:channels_last",
    ),
    Deviation(
        "gradients_agree_with_the_definition",
        when=gets_a_wrong_weight_gradient,
        because="rows and columns of a group's weight gradient are exchanged, where one item is taken for several",
        witness="1x4x2x1 * 2x2x2x1 g2 float64 seeded:1 input:fortran weight:channels_last",
    ),
    Deviation(
        "gradients_agree_with_the_definition",
        when=gets_a_wrong_input_gradient,
        because="elements of the input's gradient are exchanged, where a weight in groups comes channels last",
        witness="1x16x1x2 * 2x8x1x2 g2 float32 ramp input:channels_last weight:loose_channels_last",
    ),
]
