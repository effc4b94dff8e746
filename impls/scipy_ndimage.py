"""scipy.ndimage.correlate and convolve: filters that keep the size, with five boundaries."""

from scipy import ndimage

from spec import Deviation, Implementation

from ._deviations import computes_in_float64, loses_parts, wraps_around_nowhere

# What ndimage calls reflect repeats the edge, which numpy.pad calls symmetric.
MODES = {"zero": "constant", "edge": "nearest", "reflect": "mirror", "symmetric": "reflect", "wrap": "wrap"}


def correlate(input, weight, *, padding, boundary):
    # ndimage conjugates its second argument; the specification conjugates nothing.
    return ndimage.correlate(input[0, 0], weight[0, 0].conj(), mode=MODES[boundary])[None, None]


def convolve(input, weight, *, padding, boundary):
    return ndimage.convolve(input[0, 0], weight[0, 0], mode=MODES[boundary])[None, None]


def takes_for_zero(weight):
    """Whether ndimage leaves a weight out of its sum: it asks of each, and of both parts of a complex one, whether its
    magnitude is larger than 2⁻⁵².
    """
    return any(((part != 0) & ~(abs(part) > 2.0**-52)).any() for part in (weight.real, weight.imag))


def repeats_by_zero_strides(array):
    """Whether `array` is a broadcast view, in which several elements are one place in memory."""
    return any(step == 0 and length > 1 for step, length in zip(array.strides, array.shape))


def reflects_too_often(problem):
    """Whether a kernel reaches beyond a line by four times the length of the line."""
    axes = zip(problem.kernel, problem.size)
    return problem.boundary == "symmetric" and any(taps // 2 >= 4 * length > 4 for taps, length in axes)


IMPLEMENTATION = Implementation(
    "scipy_ndimage",
    correlate,
    convolve,
    batched=False,
    paddings={"same_lower"},
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128"},
    deviations=[
        Deviation(
            "convolution_is_correlation_with_the_kernel_reversed",
            when=lambda problem: any(length % 2 == 0 for length in problem.kernel),
            because="correlate puts the odd zero before the input and convolve after it",
            witness="1x1x2 * 1x1x2 psame_lower",
        ),
        computes_in_float64(witness="1x1x2 * 1x1x2 psame_lower int64 wide:2"),
        wraps_around_nowhere(witness="1x1x1 * 1x1x1 psame_lower int32"),
        Deviation(
            "a_nan_in_a_filter_stays_in_its_feature_map",
            when=lambda problem: takes_for_zero(problem.weight),
            because="a NaN in the weight is taken for zero",
            witness="1x1x1 * 1x1x1 psame_lower float32 ones weight:backwards",
        ),
        Deviation(
            "a_nan_stays_in_its_windows",
            when=lambda problem: bool((problem.weight == 0).any()),
            because="a weight of zero is passed over, and hides a NaN",
            witness="1x1x1 * 1x1x1 psame_lower float32 ramp least=0",
        ),
        Deviation(
            "powers_of_two_factor_out",
            when=lambda problem: takes_for_zero(problem.weight),
            because="a weight that is not larger than 2⁻⁵² is taken for zero",
            witness="1x1x1x1 * 1x1x3x3 psame_lower float64 ones weight_exponent=-53",
        ),
        Deviation(
            "powers_of_two_factor_out_of_every_operation",
            when=lambda problem: takes_for_zero(problem.weight),
            because="a weight that is not larger than 2⁻⁵² is taken for zero",
            witness="1x1x1x1 * 1x1x3x3 psame_lower float64 ones exponent=-53",
        ),
        Deviation(
            "two_dtypes_lose_nothing_or_are_refused",
            when=lambda problem: loses_parts(problem.weight.dtype, problem.input.dtype),
            because="the output is cast to the dtype of the input",
            witness="1x1x1 * 1x1x1 psame_lower int32 ones other=float32",
        ),
        Deviation(
            "agrees_with_the_definition",
            when=lambda problem: repeats_by_zero_strides(problem.input),
            because="an input with zero strides is read wrongly",
            witness="1x1x2 * 1x1x2 psame_lower input:broadcast",
        ),
        Deviation(
            "agrees_with_the_definition",
            when=reflects_too_often,
            because="a line that is reflected four times on a side is not reflected any further",
            witness="1x1x2 * 1x1x16 psame_lower symmetric",
        ),
    ],
)
