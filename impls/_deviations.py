"""Deviations that several rows share. Each row proves its own with a witness."""

from spec import Deviation


def loses_parts(one, other):
    """Whether numbers of one dtype lose their imaginary part, or their fraction, where they are cast to another."""
    parts = {"i": 0, "f": 1, "V": 1, "c": 2}
    return parts[one.kind] > parts[other.kind]


def exchanges_its_arguments(witness):
    """scipy.signal, and JAX's copy of it."""
    return Deviation(
        "no_window_is_never_invented",
        when=lambda problem: problem.padding == "valid",
        because="mode='valid' exchanges its arguments where the kernel is the longer one (scipy/scipy#5904)",
        witness=witness,
    )


def answers_a_kernel_without_taps(witness):
    """scipy.signal, but not on one axis."""
    return Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: problem.rank > 1 and 0 in problem.kernel,
        because="a kernel without taps gives an output without elements",
        witness=witness,
    )


def infers_groups(witness):
    """Whoever has no parameter for groups."""
    return Deviation(
        "invalid_problems_are_refused",
        when=lambda problem: (
            problem.input.shape[1] % problem.weight.shape[1] == 0
            and problem.input.shape[1] // problem.weight.shape[1] != problem.groups
        ),
        because="groups follow from the shapes, so a number of groups that contradicts them goes unnoticed",
        witness=witness,
    )


def spreads_over_channels(witness):
    """Whatever XLA compiles."""
    return [
        Deviation(
            law,
            when=lambda problem: (
                problem.groups > 1
                and problem.weight.shape[1] == 1
                and problem.input.dtype.name in ("float64", "complex128")
            ),
            because="in double precision a depthwise kernel is made dense, and a NaN or an infinity in one channel "
            "meets the zeros of all others",
            witness=witness,
        )
        for law in (
            "a_nan_stays_in_its_windows",
            "an_infinity_stays_in_its_windows",
            "a_nan_in_a_layer_stays_in_its_windows",
        )
    ]


def computes_in_float64(witness):
    """Whoever converts integers, sums in float64 and converts back."""
    return Deviation(
        "agrees_with_the_definition",
        when=lambda problem: problem.input.dtype == "int64" and largest_sum(problem) > 2**53,
        because="sums go through float64, which holds 53 bits",
        witness=witness,
    )


def wraps_around_nowhere(witness):
    """The same, on integers whose sums fit no integer of their dtype."""
    return Deviation(
        "integers_wrap_or_are_refused",
        when=lambda problem: problem.input.dtype.kind == "i",
        because="sums go through float64, which wraps around nowhere",
        witness=witness,
    )


def largest_sum(problem):
    """No output of `problem`, and no partial sum, is larger than this."""
    return int(abs(problem.input).max(initial=0)) * int(abs(problem.weight).sum())


def refuses_vast_strides(witness, least=2**31):
    """Whoever is kept from vast numbers since they end the process."""
    return Deviation(
        "a_stride_beyond_the_input_keeps_one_window",
        when=lambda problem: max(problem.strides) >= least,
        because="a stride beyond 32 bits is refused",
        witness=witness,
    )


def lengthens_too_much(problem):
    """Whether an output padding of a transposed problem is as long as both the stride and the dilation."""
    axes = zip(problem.output_padding, problem.strides, problem.dilations)
    return any(behind >= max(stride, dilation) for behind, stride, dilation in axes)


def lengthens_by_a_stride(problem):
    """Whether an output padding of a transposed problem is as long as the stride."""
    return any(behind >= stride for behind, stride in zip(problem.output_padding, problem.strides))
