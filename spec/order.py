"""The order in which laws are asked, so that what is wrong shows soon; it is not the one in which they are read."""

from collections.abc import Iterable

ASKED_FIRST: tuple[str, ...] = (
    "a_call_changes_nothing_else",
    "gradients_are_adjoint",
    "transposed_is_a_correlation_of_the_stuffed_input",
    "error_is_within_the_bound",
    "training_is_gradient_descent",
    "earlier_calls_leave_no_trace",
    "byte_order_is_immaterial_or_refused",
    "earlier_gradients_leave_no_trace",
    "invalid_transposed_problems_are_refused",
    "an_infinity_stays_in_its_windows",
    "integers_wrap_or_are_refused",
    "invalid_problems_are_refused",
    "the_result_keeps_the_dtype",
    "transposed_agrees_with_the_definition",
    "no_window_is_never_invented",
    "a_cotangent_of_another_shape_is_refused",
    "filter_order_is_output_order",
    "convolution_is_correlation_with_the_kernel_reversed",
    "the_cotangents_layout_is_immaterial",
    "a_nan_stays_in_its_windows",
    "gradients_alone_equal_gradients_together",
    "every_bit_of_an_operand_counts",
    "outputs_do_not_alias",
    "two_layers_are_one",
    "a_nan_in_a_filter_stays_in_its_feature_map",
    "a_nan_in_a_cotangent_stays_where_it_belongs",
    "inputs_are_left_alone",
    "only_the_operands_are_read",
    "what_has_no_elements_adds_nothing",
    "a_nan_in_a_bias_stays_in_its_feature_map",
    "the_edge_kernel_is_learned",
    "repeating_a_call_repeats_the_bits",
    "full_convolution_commutes",
    "a_stride_beyond_the_input_keeps_one_window",
    "sums_that_are_too_large_are_infinite",
    "no_window_has_zero_gradients",
    "what_is_cut_off_is_never_invented",
    "agrees_with_the_definition",
)
"""One law after the other that rejects most of the faults which those before it let pass. The very first sees what a
first call changes, and can see it only while there was none. Measured: `python -m benchmarks.strength kills`."""

RANK = {law: rank for rank, law in enumerate(ASKED_FIRST)}


def as_asked(laws: Iterable[str]) -> list[str]:
    """`laws` in the order in which they are asked. Those that no measurement has named come last, as they are read."""
    return sorted(laws, key=lambda law: RANK.get(law, len(RANK)))
