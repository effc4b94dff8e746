"""What earlier calls leave behind, and calls at the same time: an answer is that of its own operands, and of nothing
else.

A library keeps things from one call for the next: weights that are packed, programs that are compiled, buffers, the
algorithm that was fastest. What is kept must be found again by all that it depends on, and by nothing less.
"""

from dataclasses import replace
from functools import partial
from itertools import chain

import numpy as np

from .. import definition
from ..contract.operations import OperationName
from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..contract.surroundings import observed
from ..definition.problem import Problem
from ..operands.fresh import fresh_cotangent, fresh_operand, way_back
from ._at_once import Callers, lengthened
from ._in_place import WAYS, changed_in_place
from ._operations import Answer, Arrays, nothing_else, of_every_operation, right_answers
from ._options import axes
from ._other import first, other, other_way_back, things, ways
from ._series import Ask, copied, nonsense, of_each, refilled, refused, rightly, unseen
from .law import Equation, law


@law()
def earlier_calls_leave_no_trace(impl: Subject, given: Problem) -> Equation:
    """What was computed before does not matter: each of a series of calls gives what it gives alone.

        [correlate(P), correlate(Q), correlate(R), correlate(P)]  ==  [each by the definition]

    Q has the shapes of P and other values, R has other shapes.

    Catches: weights or workspaces cached by shape; buffers that keep the values of a larger problem; accumulators
    not reset.
    """
    weight, series = fresh_operand(given, "weight"), [given]
    bias = None if given.bias is None else fresh_operand(given, "bias")
    series.append(replace(given, input=fresh_operand(given, "input"), weight=weight, bias=bias))
    shorter = replace(given.fitted(), weight=weight)
    series.append(replace(shorter, input=shorter.input[:1]))
    series.append(given)
    return Equation(
        tuple(impl.correlate(problem).copy() for problem in series),
        tuple(definition.correlate(problem) for problem in series),
    )


@law(operation="gradients")
def earlier_gradients_leave_no_trace(impl: Subject, given: Problem) -> Equation:
    """Gradients are what they would be without the calls before: nothing is added to them, and nothing is kept.

        [gradients of P, P with y′, Q, P]  ==  [each by the definition]

    Q has other numbers in the same shapes, P with y′ another cotangent alone. Many frameworks accumulate: the
    textbook's training loop has to set the gradients to zero before every step.

    Catches: gradients that pile up; a saved input that has changed since; a weight that is packed once for all.
    """
    one, other = fresh_cotangent(given, "one"), fresh_cotangent(given, "other")
    changed = replace(given, input=fresh_operand(given, "input"), weight=fresh_operand(given, "weight"))
    calls = [(given, one), (given, other), (changed, fresh_cotangent(changed, "changed")), (given, one)]
    expected = [definition.gradients(*call) for call in calls]
    series = [[gradient.copy() for gradient in impl.gradients(*call)] for call in calls]
    return Equation(tuple(chain(*series)), tuple(chain(*expected)))


@law(operation="transposed")
def earlier_transposed_calls_leave_no_trace(impl: Subject, given: Problem) -> Equation:
    """What was stamped before does not matter: each of a series of calls gives what it gives alone.

        [transposed of P, Q, P]  ==  [each by the definition]

    Q has other numbers in the same shapes.

    Catches: an output that stamps are added to before it is zero; a weight that is turned round, or packed, once for
    all.
    """
    back, other = way_back(given), way_back(replace(given, weight=fresh_operand(given, "weight")))
    calls = [back, replace(other, input=-other.input), back]
    expected = [definition.transposed(call) for call in calls]
    series = [impl.transposed(call).copy() for call in calls]
    return Equation(tuple(series), tuple(expected))


@law(what=WAYS)
def an_operand_changed_in_place_is_read_anew(impl: Subject, given: Problem, *, what: str) -> Equation:
    """An array that was written to since the last call is another operand, though it is the same array.

        [correlate(x, w), w is written to, correlate(x, w), x is written to, …]  ==  [each by the definition]

    An optimiser changes a weight where it lies, and whoever loads data reads the next image into the memory of the last
    one. So it is for the weight, the input, the bias and the cotangent of every operation that is offered: all numbers
    are changed, all but the first and the last, one alone, or their order.

    Catches: a packed weight, or its transform, that is found again by its address; a look at a few of the numbers, or
    at their sum, to see whether an array is still the same.
    """
    fresh = refilled(given, "in place")
    right = right_answers(impl, fresh)

    def read_anew(name: str, operands: Arrays, answer: Answer) -> Equation:
        if name == "train":
            return Equation((), ())
        asked = [(copied(answer(*now)), right[name](*now)) for now in changed_in_place(operands, what)]
        return Equation(tuple(chain(*(a for a, _ in asked))), tuple(chain(*(b for _, b in asked))))

    return of_every_operation(impl, fresh, read_anew)


@law(budget=3, thing=things, how=ways)
def a_call_is_not_taken_for_another(impl: Subject, given: Problem, *, thing: str, how: int | str) -> Equation:
    """Two calls that differ in one thing alone have nothing of each other.

        [correlate(Q), correlate(P′)] after correlate(P)  ==  [each by the definition]

    Q differs from P in one `thing`: it has more items, channels, filters, windows or taps, another stride, dilation,
    padding, boundary, number of groups, dtype or memory layout, a bias or none; P′ is P with other numbers. So it is
    for every operation that is offered.

    Catches: a program, an algorithm or a table of offsets that is kept under a key in which this one thing is missing;
    a buffer that keeps its first size, or what was in it when it was larger; a border that was zero when the buffer was
    made, and has old pixels in it since.
    """
    one, again = first(given, thing), refilled(first(given, thing), "again")

    def not_taken(name: OperationName, ask: Ask) -> Equation:
        another = (other_way_back if name == "transposed" else other)(given, thing, how)
        ask(impl, one)
        answers = *copied(ask(impl, another)), *copied(ask(impl, again))
        return Equation(answers, rightly(impl, ask, another) + rightly(impl, ask, again))

    return of_each(impl, not_taken)


@law(budget=1 / 2, kind=nonsense)
def a_refused_call_leaves_no_trace(impl: Subject, given: Problem, *, kind: str) -> Equation:
    """A call that was refused does not matter to those after it, and is refused again.

        [correlate(P), twice correlate(nonsense), correlate(P′)]  ==  [as defined, the same twice, as defined]

    P′ is P with other numbers. So it is for every operation that is offered.

    Catches: a workspace that an exception leaves half full; a cache that has an entry before there is anything to
    enter; a shape that counts as looked at though it was refused; a lock that is not given back.
    """
    again = refilled(given, "again")

    def recovers(name: OperationName, ask: Ask) -> Equation:
        before = copied(ask(impl, given))
        first, second = (refused(impl, name, given, kind) for _ in range(2))
        # Nonsense that is accepted is another law's matter.
        stays = isinstance(second, Rejection) or not isinstance(first, Rejection)
        both = np.array("refused"), np.array("refused" if stays else "accepted the second time")
        return Equation(
            (*before, both[1], *ask(impl, again)), (*rightly(impl, ask, given), both[0], *rightly(impl, ask, again))
        )

    return of_each(impl, recovers)


@law(budget=1 / 2, values=False, kind=nonsense)
def a_refused_call_changes_nothing_else(impl: Subject, given: Problem, *, kind: str) -> Equation:
    """A call that is refused leaves the process as it was.

        what correlate(nonsense) changes of its surroundings and its operands  ==  nothing

    What that is, `a_call_changes_nothing_else` says; here it may print.

    Catches: warnings that are switched off before a check, and on again behind it, which is never reached; a directory
    or a seed that is not put back; a kernel that is reversed where it lies.
    """

    def put_back(name: OperationName, ask: Ask) -> Equation:
        changes: list[str] = []
        operands = {"input": given.input, "weight": given.weight}
        before = {which: array.copy() for which, array in operands.items()}
        impl.around = lambda: observed([])
        refused(impl, name, given, kind)
        changes += [f"writes to the {which}" for which in before if not np.array_equal(operands[which], before[which])]
        impl.around = lambda: observed(changes)
        refused(impl, name, given, kind)
        return nothing_else(name, [change for change in changes if not change.startswith("prints")])

    return of_each(impl, put_back)


@law(budget=1 / 3, values=False, axis=axes, more=range(1, 9))
def the_first_call_of_a_shape_changes_nothing_else(impl: Subject, given: Problem, *, axis: int, more: int) -> Equation:
    """The first call with operands of some shape leaves the process as it was, as every other does.

        what correlate(x of a new shape, w) changes of its surroundings  ==  nothing

    What that is, `a_call_changes_nothing_else` says. A library is loaded, and prepares itself, at its very first call,
    which is not watched. What it does once for every shape is not its own affair: shapes are as many as there are
    problems. The shape is new to the process, and so larger where this one was called before.

    Catches: a random order in which algorithms are tried; a note that an algorithm was chosen; warnings that are
    switched off while a program is compiled.
    """

    def unchanged(name: OperationName, ask: Ask) -> Equation:
        changes: list[str] = []
        impl.around = lambda: observed([])
        ask(impl, given)
        impl.around = lambda: observed(changes)
        ask(impl, unseen(impl, name, given, axis, more))
        return nothing_else(name, changes)

    return of_each(impl, unchanged)


@law(needs="concurrent", budget=1 / 2, length=("short", "short", "long"))
def calls_at_once_do_not_mix(impl: Subject, given: Problem, *, length: str) -> Equation:
    """Several threads may call at the same time, and each has the answer to its own call.

        correlate(P) in one thread, correlate(Q) in another  ==  [each by the definition]

    P and Q have the same shapes and other numbers. So it is for every operation that is offered, and both call again
    and again for a while.

    Catches: a buffer, a workspace or a table that belongs to all callers, and that another one writes to in the
    meantime; what is done in the main thread alone.
    """
    long = lengthened(given, length)
    problems = refilled(long, "one"), refilled(long, "other")

    def unmixed(name: OperationName, ask: Ask) -> Equation:
        callers = Callers(len(problems))
        found = impl.at_once([partial(callers.answers, ask=ask, given=problem) for problem in problems])
        right = [rightly(impl, ask, problem) for problem in problems]
        repeated = [answers * (len(told) // len(answers)) for told, answers in zip(found, right, strict=True)]
        return Equation(tuple(chain(*found)), tuple(chain(*repeated)))

    return of_each(impl, unmixed)
