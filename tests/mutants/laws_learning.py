"""Mutants for the chapter on learning: means for sums, optimisers that remember, layers that are no correlation."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, correct_gradients, correct_train, loss_and_gradient, mutant

Learned = tuple[Array, Array]
Direction = Callable[[Array, Array], Array]


def _descent(x: Array, y: Array, w: Array, rates: Sequence[float], direction: Direction | None = None) -> Learned:
    """A descent with these rates, along the gradient or what `direction` makes of the weight and its gradient."""
    losses = np.zeros(len(rates))
    for step, rate in enumerate(rates):
        losses[step], gradient = loss_and_gradient(x, y, w)
        w = w - rate * (direction(w, gradient) if direction else gradient)
    return w, losses


@mutant("training_is_gradient_descent", "the_edge_kernel_is_learned", of="train")
def learns_from_the_mean_error(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The gradient is that of the mean over all outputs, and the loss is the sum."""
    return correct_train(x, y, w, rate / y.size, steps)


@mutant("training_is_gradient_descent", "the_edge_kernel_is_learned", of="train")
def forgets_the_two_of_the_square(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """What flows back is the residual, and not twice the residual."""
    return correct_train(x, y, w, rate / 2, steps)


@mutant("training_is_gradient_descent", of="train")
def reports_the_loss_after_the_step(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """Every loss is that of the weight which the step ends with."""
    learned, losses = correct_train(x, y, w, rate, steps)
    return learned, np.append(losses[1:], loss_and_gradient(x, y, learned)[0])[:steps]


@mutant("training_is_gradient_descent", of="train")
def reports_the_loss_of_the_mean_item(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The loss is divided by the number of items, and the gradient is not."""
    learned, losses = correct_train(x, y, w, rate, steps)
    return learned, losses / len(x)


@mutant("training_is_gradient_descent", of="train")
def takes_a_step_after_every_item(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The weight moves after every item, and the next item sees the new one."""
    losses = np.zeros(steps, x.dtype)
    for step in range(steps):
        losses[step], _ = loss_and_gradient(x, y, w)
        for item in range(len(x)):
            w = w - rate * loss_and_gradient(x[item : item + 1], y[item : item + 1], w)[1]
    return w, losses


@mutant("training_is_gradient_descent", of="train")
def drops_the_last_incomplete_pair_of_items(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """Items are learned from in pairs, and an odd last one is left out."""
    whole = len(x) if len(x) == 1 else len(x) // 2 * 2
    return _descent(x, y, w, [rate] * steps, lambda w, _: loss_and_gradient(x[:whole], y[:whole], w)[1])


@mutant("training_is_gradient_descent", of="train")
def clips_the_gradient_that_it_follows(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """No element of the gradient counts for more than 100."""
    return _descent(x, y, w, [rate] * steps, lambda _, gradient: gradient.clip(-100, 100))


@mutant("training_is_gradient_descent", of="train")
def follows_the_gradient_in_half_precision(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The gradient is rounded to the eleven bits of half precision."""

    def rounded(_: Array, gradient: Array) -> Array:
        mantissa, exponent = np.frexp(gradient)
        return np.ldexp(np.round(mantissa * 2**11) / 2**11, exponent).astype(gradient.dtype)

    return _descent(x, y, w, [rate] * steps, rounded)


@mutant("training_is_gradient_descent", of="train")
def learns_a_bias_beside_the_kernel(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The layer has a bias, which starts at zero and is learned too."""
    bias, losses = np.zeros(len(w), w.dtype), np.zeros(steps, x.dtype)
    for step in range(steps):
        problem = Problem(x, w, bias)
        residual = correct(problem) - y
        losses[step] = (residual**2).sum()
        _, d_weight, d_bias = correct_gradients(replace(problem, bias=None), 2 * residual)
        w, bias = w - rate * d_weight, bias - rate * d_bias
    return w, losses


@mutant("training_is_gradient_descent", of="train")
def learns_from_an_input_of_at_most_one(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The input is divided by its largest element first, as one does with images."""
    return correct_train(x / max(1, np.abs(x).max()), y, w, rate, steps)


@mutant("training_continues_where_it_left_off", "training_is_gradient_descent", of="train")
def has_momentum(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """Half of every step is taken again with the next one."""
    velocity = np.zeros_like(w)

    def faster(_: Array, gradient: Array) -> Array:
        nonlocal velocity
        velocity = velocity / 2 + gradient
        return velocity

    return _descent(x, y, w, [rate] * steps, faster)


@mutant("training_continues_where_it_left_off", "training_is_gradient_descent", of="train")
def does_not_set_its_gradients_to_zero(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """Every step's gradient is added to those of the steps before."""
    total = np.zeros_like(w)

    def added(_: Array, gradient: Array) -> Array:
        nonlocal total
        total = total + gradient
        return total

    return _descent(x, y, w, [rate] * steps, added)


@mutant("training_continues_where_it_left_off", of="train")
def halves_its_rate_with_every_step(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The learning rate is halved after every step."""
    return _descent(x, y, w, [rate / 2**step for step in range(steps)])


_left: dict[str, Array] = {}


@mutant("training_continues_where_it_left_off", of="train")
def finds_the_gradient_of_the_last_run(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """Gradients are set to zero after every step but the last, and a layer of the same shape goes on from there."""
    old = _left.get("gradient", np.zeros(0))

    def added(_: Array, gradient: Array) -> Array:
        nonlocal old
        if (old.shape, old.dtype) == (gradient.shape, gradient.dtype):
            gradient = gradient + old
        old, _left["gradient"] = np.zeros(0), gradient
        return gradient

    return _descent(x, y, w, [rate] * steps, added)


@mutant("training_continues_where_it_left_off", "training_is_gradient_descent", of="train")
def starts_from_zero(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The weight is initialised to zero, and only the shape of the one that is handed over matters."""
    return correct_train(x, y, np.zeros_like(w), rate, steps)


_unfolded: dict[str, Array] = {}


@mutant("earlier_training_leaves_no_trace", of="train")
def unfolds_an_input_once(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The windows of the last input are kept, and an array that is the same one is not looked at again."""
    if _unfolded.get("of") is not x:
        _unfolded.update(of=x, windows=x.copy())
    return correct_train(_unfolded["windows"], y, w, rate, steps)


_residuals: dict[str, Array] = {}


@mutant("earlier_training_leaves_no_trace", of="train")
def adds_up_what_a_larger_batch_left(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The residual of a larger batch before is still in the buffer that the loss is added up over."""
    old = _residuals.get("target", y)
    longer = (old.shape[1:], old.dtype) == (y.shape[1:], y.dtype) and len(old) > len(y)
    _residuals["target"] = y.copy()
    learned, losses = correct_train(x, y, w, rate, steps)
    return learned, losses + (old[len(y) :] ** 2).sum() if longer else losses


@mutant("a_perfect_kernel_has_nothing_to_learn", of="train")
def decays_its_weight(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """A sixteenth of the weight is added to the gradient."""
    return _descent(x, y, w, [rate] * steps, lambda w, gradient: gradient + w / 16)


@mutant("a_perfect_kernel_has_nothing_to_learn", of="train")
def learns_the_kernel_of_a_convolution(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The layer convolves: what it learns is the kernel reversed."""
    flip = (slice(None), slice(None), *[slice(None, None, -1)] * (w.ndim - 2))
    learned, losses = correct_train(x, y, w[flip], rate, steps)
    return learned[flip], losses


@mutant("a_perfect_kernel_has_nothing_to_learn", of="train")
def stirs_the_weight_before_it_starts(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """A sixteenth is added to every second weight, so that no two filters start alike."""
    noise = (np.arange(w.size) % 2 == 0).reshape(w.shape).astype(w.dtype) / 16
    return correct_train(x, y, w + noise, rate, steps)


@mutant("a_perfect_kernel_has_nothing_to_learn", of="train")
def stops_when_nothing_is_left_to_learn(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """After a loss of zero no other is reported."""
    learned, losses = correct_train(x, y, w, rate, steps)
    zero = np.flatnonzero(losses == 0)
    return learned, losses[: zero[0] + 1] if len(zero) else losses


@mutant("inputs_are_left_alone", of="train")
def updates_the_weight_where_it_lies(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The parameter shares its memory with the array that it was made from."""
    learned, losses = correct_train(x, y, w, rate, steps)
    w[...] = learned
    return w, losses


@mutant("inputs_are_left_alone", of="train")
def leaves_the_residual_in_the_target(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The target is subtracted in its own memory, which the last residual is left in."""
    before_the_last, _ = correct_train(x, y, w, rate, max(0, steps - 1))
    found = correct_train(x, y, w, rate, steps)
    y[...] = correct(Problem(x, before_the_last)) - y
    return found


@mutant("inputs_are_left_alone", of="train")
def leaves_its_input_scaled(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The input is scaled in place to numbers of at most one half, and what is learned is scaled to match."""
    found = correct_train(x, y, w, rate, steps)
    x /= 2 * max(1, np.abs(x).max())
    return found


@mutant("the_edge_kernel_is_learned", of="train")
def has_its_own_learning_rate(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The rate is one half, whatever is asked for."""
    return correct_train(x, y, w, 0.5, steps)


@mutant("the_edge_kernel_is_learned", of="train")
def keeps_its_rate_in_half_precision(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """The learning rate is rounded to the eleven bits of half precision."""
    return correct_train(x, y, w, float(np.float16(rate)), steps)


@mutant("the_edge_kernel_is_learned", of="train")
def lowers_its_rate_after_five_steps(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """Every five steps the learning rate is divided by ten."""
    return _descent(x, y, w, [rate * 0.1 ** (step // 5) for step in range(steps)])


@mutant("the_edge_kernel_is_learned", of="train")
def stops_early(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """Once the loss is below a tenth of the first one the weight stays as it is."""
    first, _ = loss_and_gradient(x, y, w)

    def while_it_lasts(w: Array, gradient: Array) -> Array:
        return gradient if loss_and_gradient(x, y, w)[0] >= first / 10 else np.zeros_like(gradient)

    return _descent(x, y, w, [rate] * steps, while_it_lasts)


@mutant("the_edge_kernel_is_learned", of="train", dtypes={"float64"})
def learns_in_single_precision(x: Array, y: Array, w: Array, rate: float, steps: int) -> Learned:
    """Doubles are learned from as if they were floats."""
    learned, losses = correct_train(*(array.astype(np.float32) for array in (x, y, w)), rate, steps)
    return learned.astype(np.float64), losses
