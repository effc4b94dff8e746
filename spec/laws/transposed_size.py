"""How long the output of a transposed correlation is: what a padding cuts off, and what an output padding adds."""

from dataclasses import replace

import numpy as np

from .. import definition
from ..contract.outcomes import NotClaimed, Rejection
from ..contract.subject import Subject
from ..definition.geometry import SAME
from ..definition.problem import Problem
from ..operands.fresh import way_back
from ._options import axes, claimed_output_paddings, lengthened, output_paddings
from .law import Equation, law


@law(operation="transposed", values=False, output_padding=claimed_output_paddings)
def transposed_shape_follows_the_formula(impl: Subject, given: Problem, *, output_padding: tuple[int, ...]) -> Equation:
    """The output is as long as the stamps reach, less the padding, plus the output padding.

        out  ==  (size − 1)·stride + dilation·(kernel − 1) + 1 − before − after + output_padding

    A correlation with a stride has the same output size for several input sizes; the output padding says which of them
    is meant.

    Catches: an output padding computed without the dilation; a padding subtracted once; a name such as `same` ignored.
    """
    back = lengthened(way_back(given), output_padding)
    return Equation(np.array(impl.transposed(back).shape), np.array(back.output_shape))


@law(operation="transposed", needs="named", values=False, padding=SAME)
def transposed_same_multiplies_the_size(impl: Subject, given: Problem, *, padding: str) -> Equation:
    """With `same`, a correlation divides the size by the stride, and a transposed correlation multiplies it.

        size(transposed(x, w, padding=same))  ==  size·stride

    The law does not use the rule that says what is cut off, so that an error in this rule shows.

    Catches: `same` ignored, or overridden by a padding of zeros; a kernel shorter than the stride, which leaves the
    output short.
    """
    back = way_back(replace(given, padding=padding))
    size = np.array([n * stride for n, stride in zip(back.size, back.strides, strict=True)])
    return Equation(np.array(impl.transposed(back).shape[2:]), size)


@law(operation="transposed", needs="named")
def transposed_named_paddings_resolve(impl: Subject, given: Problem) -> Equation:
    """A padding given by name cuts off as much as the pairs that the name stands for.

        transposed(x, w, padding=name)  ==  the definition's sum, cut off by geometry's pairs for that name

    The pairs are those of the correlation from the longer side to the shorter one. An odd zero is cut off at the end
    where that correlation adds it.

    Catches: `same_upper` and `same_lower` exchanged on the way back; `same` worked out from the shorter side.
    """
    back = way_back(given)
    return Equation(impl.transposed(back), definition.transposed(back.explicit()))


@law(operation="transposed", needs="output_padding", output_padding=output_paddings)
def an_output_padding_lengthens_the_end(impl: Subject, given: Problem, *, output_padding: tuple[int, ...]) -> Equation:
    """An output padding adds elements at the end, and changes none of the others.

        transposed(x, w, output_padding=a)[..., : out]  ==  transposed(x, w)          out: the length without it

    In spite of its name it does not pad the output with anything. It only says how much of the stamped output, and of
    the zeros behind it, is kept.

    Catches: elements added in front, or on both sides; stamps that move; rows that are as long as without it.
    """
    back = way_back(given)
    if back.padding in SAME:
        back = back.explicit()
    short = replace(back, output_padding=0)
    if short.invalidity():
        # Without an output padding nothing would be left; then all of it is needed.
        short = back
    longer = lengthened(short, output_padding)
    kept = tuple(slice(min(pair)) for pair in zip(short.output_size, longer.output_size, strict=True))
    return Equation(impl.transposed(longer)[:, :, *kept], impl.transposed(short)[:, :, *kept])


@law(operation="transposed", needs="padding", axis=axes)
def what_is_cut_off_is_never_invented(impl: Subject, given: Problem, *, axis: int) -> Equation:
    """Where the padding cuts off all that was stamped there is no output, and so no value.

        transposed(x, w, padding=half of the output and more)  ==  an array with an empty axis, or a refusal

    As with windows that do not fit, libraries differ in which of the two they choose, and both are allowed.

    Catches: a size that comes out negative and is taken for a large one; a crash.
    """
    claims = impl.claims("transposed")
    if not claims.forms & {"explicit", "symmetric"}:
        raise NotClaimed("a padding of any length")
    back = replace(way_back(given), padding=0, output_padding=0)
    # All of it, or one element more than there is.
    half = -(-back.output_size[axis] // 2)
    cut = replace(back, padding=tuple((half, half) if other == axis else (0, 0) for other in range(back.rank)))
    outcome = impl.attempt(cut)
    return Equation(outcome, outcome if isinstance(outcome, Rejection) else np.empty(np.maximum(cut.output_shape, 0)))
