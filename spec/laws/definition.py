"""What cross-correlation is: the sum, and a table of examples that can be checked by hand."""

from contextlib import suppress

import numpy as np

from .. import definition
from ..contract.outcomes import NotClaimed
from ..contract.subject import Subject
from ..definition.problem import Problem
from .examples import EXAMPLES
from .law import Equation, law


@law(budget=40)
def agrees_with_the_definition(impl: Subject, given: Problem) -> Equation:
    """Every output is the sum of products that the definition says.

        correlate(x, w)[n, o, p]  ==  bias[o] + Σ_c Σ_t x̃[n, c, stride·p + dilation·t] · w[o, c, t]

    All other laws are consequences of this one. They are worth stating all the same: they do not rely on our own
    program for the sum, which may be wrong too, and the law that breaks tells what kind of mistake was made.

    Catches: nearly everything that happens on a problem small enough to sum.
    """
    return Equation(impl.correlate(given), definition.correlate(given))


@law()
def reproduces_the_worked_examples(impl: Subject, given: Problem) -> Equation:
    """The examples that can be checked by hand come out as written.

        correlate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]])  ==  [[19, 25], [37, 43]]

    Among the others are the detector of vertical edges on an image with two of them, on the transposed image and on a
    diagonal; paddings, strides, two channels, a bias. The answers are written down, not computed by a program of ours.
    An example that needs a feature or a rank that is not claimed is left out.

    Catches: an adapter that is wired up wrongly; two errors of ours that cancel.
    """
    answers, expected = [], []
    for example in EXAMPLES:
        with suppress(NotClaimed):
            answers.append(impl.correlate(example.asked_in(given.input.dtype)))
            expected.append(np.array(example.output))
    if not answers:
        raise NotClaimed("any of the examples")
    return Equation(tuple(answers), tuple(expected))
