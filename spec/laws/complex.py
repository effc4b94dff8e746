"""Complex numbers: they are multiplied as they are, and nothing is conjugated."""

from dataclasses import replace

from ..contract.subject import Subject
from ..definition.problem import Array, Problem
from .law import Equation, law


@law(needs="complex")
def conjugating_all_conjugates_the_output(impl: Subject, given: Problem) -> Equation:
    """Conjugating the input, the weight and the bias conjugates the output.

        correlate(x̄, w̄, b̄)  ==  the conjugate of correlate(x, w, b)

    Conjugation commutes with sums and products, and a correlation is made of nothing else.

    Catches: a wrong sign in a product of complex numbers that is made of three real ones; an imaginary part that is
    added to the real one.
    """
    bias = None if given.bias is None else given.bias.conj()
    conjugated = replace(given, input=given.input.conj(), weight=given.weight.conj(), bias=bias)
    return Equation(impl.correlate(conjugated), impl.correlate(given).conj())


@law(needs="complex")
def the_imaginary_unit_factors_out(impl: Subject, given: Problem) -> Equation:
    """Multiplying the input or the weight by i multiplies the output by i.

        correlate(i·x, w)  ==  correlate(x, i·w)  ==  i·correlate(x, w)

    In signal processing, a correlation conjugates one of its operands. If that operand is multiplied by i, the output
    is multiplied by −i. Here neither operand is conjugated.

    Catches: a conjugated kernel, or a conjugated input; an imaginary part that is dropped.
    """
    plain = replace(given, bias=None)
    of_input = impl.correlate(replace(plain, input=1j * plain.input))
    of_weight = impl.correlate(replace(plain, weight=1j * plain.weight))
    turned = 1j * impl.correlate(plain)
    return Equation((of_input, of_weight), (turned, turned))


@law(needs="complex")
def a_complex_correlation_is_four_real_ones(impl: Subject, given: Problem) -> Equation:
    """A complex correlation is made of four real ones, of the real and imaginary parts, as a complex product is.

        correlate(a + i·b, c + i·d)  ==  correlate(a, c) − correlate(b, d) + i·(correlate(a, d) + correlate(b, c))

    The law applies where the real dtype of the parts is claimed too.

    Catches: a complex path that handles a stride, a padding or a group unlike the real one; parts that are stored one
    after the other and read as if they were interleaved.
    """
    plain = replace(given, bias=None)

    def of_parts(input: Array, weight: Array) -> Array:
        return impl.correlate(replace(plain, input=input, weight=weight))

    (a, b), (c, d) = ((array.real, array.imag) for array in (plain.input, plain.weight))
    real, imaginary = of_parts(a, c) - of_parts(b, d), of_parts(a, d) + of_parts(b, c)
    return Equation(impl.correlate(plain), real + 1j * imaginary)
