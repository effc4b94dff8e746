"""The specification's own sum. It is a row like any other: no reference is above the laws."""

from spec import Implementation, Problem, TransposedProblem, definition


def correlate(input, weight, *, bias, stride, padding, boundary, dilation, groups):
    return definition.correlate(Problem(input, weight, bias, stride, padding, dilation, groups, boundary=boundary))


def convolve(input, weight, *, bias, stride, padding, boundary, dilation, groups):
    return definition.convolve(Problem(input, weight, bias, stride, padding, dilation, groups, boundary=boundary))


def gradients(input, weight, cotangent, *, stride, padding, boundary, dilation, groups):
    problem = Problem(input, weight, None, stride, padding, dilation, groups, boundary=boundary)
    return definition.gradients(problem, cotangent)


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    problem = TransposedProblem(input, weight, bias, stride, padding, dilation, groups, output_padding=output_padding)
    return definition.transposed(problem)


IMPLEMENTATION = Implementation(
    "definition",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks={1, 2, 3},
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16", "bfloat16"},
    paddings={"explicit", "valid", "full", "same_upper", "same_lower"},
    accumulates="float32",
    max_multiplications=60_000_000,
)
