"""The specification's own sum. It is a row like any other: no reference is above the laws."""

from spec import Implementation, Problem, definition


def correlate(input, weight, *, bias, stride, padding, boundary, dilation, groups):
    return definition.correlate(Problem(input, weight, bias, stride, padding, boundary, dilation, groups))


def convolve(input, weight, *, bias, stride, padding, boundary, dilation, groups):
    return definition.convolve(Problem(input, weight, bias, stride, padding, boundary, dilation, groups))


IMPLEMENTATION = Implementation(
    "definition",
    correlate,
    convolve,
    ranks={1, 2, 3},
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128"},
    paddings={"explicit", "valid", "full", "same_upper", "same_lower"},
)
