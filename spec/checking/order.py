"""The order in which laws are asked, so that what is wrong shows soon; it is not the one in which they are read."""

from collections.abc import Iterable

ASKED_FIRST: tuple[str, ...] = (
    "a_call_changes_nothing_else",
    "every_bit_of_a_bias_counts",
    "a_refused_call_leaves_no_trace",
    "sums_that_are_too_large_are_infinite",
    "the_edge_kernel_is_learned",
    "two_layers_are_one",
    "transposed_is_the_gradient_of_the_input",
    "integers_wrap_or_are_refused",
    "a_cotangent_of_another_shape_is_refused",
    "gradients_within_the_range_do_not_overflow",
    "a_subclass_of_arrays_is_an_array_or_refused",
    "no_window_is_never_invented",
    "a_nan_stays_in_its_windows",
    "filter_order_is_output_order",
    "invalid_transposed_problems_are_refused",
    "an_infinity_stays_in_its_windows",
    "sums_within_the_range_do_not_overflow",
    "two_dtypes_lose_nothing_or_are_refused",
    "invalid_problems_are_refused",
    "gradients_alone_equal_gradients_together",
    "transposing_two_layers_reverses_their_order",
    "exchanging_the_operands_reverses_the_output",
    "powers_of_two_factor_out",
    "an_operand_changed_in_place_is_read_anew",
    "powers_of_two_factor_out_of_every_operation",
    "repeating_a_call_repeats_the_bits",
    "only_the_operands_are_read",
    "a_refused_call_changes_nothing_else",
    "a_stride_beyond_the_input_keeps_one_window",
    "a_box_filter_looks_at_its_window_alone",
    "stamps_within_the_range_do_not_overflow",
    "training_is_gradient_descent",
    "inputs_are_left_alone",
    "a_call_is_not_taken_for_another",
    "the_first_call_of_a_shape_changes_nothing_else",
    "a_nan_in_a_cotangent_stays_where_it_belongs",
    "no_filters_give_no_output",
    "no_channels_leave_the_bias",
    "what_is_cut_off_is_never_invented",
    "an_autocorrelation_is_symmetric",
    "no_window_has_zero_gradients",
    "a_nan_in_a_filter_stays_in_its_feature_map",
    "a_single_tap_shifts_the_input",
    "every_bit_of_a_convolutions_bias_counts",
    "a_nan_in_a_bias_stays_in_its_feature_map",
    "calls_at_once_do_not_mix",
    "every_bit_of_a_transposed_bias_counts",
    "transposed_is_a_correlation_of_the_stuffed_input",
    "error_has_the_variance_of_the_dtype",
    "the_cotangents_layout_is_immaterial",
    "the_imaginary_unit_factors_out",
    "a_receptive_field_is_what_the_formula_says",
    "byte_order_is_immaterial_or_refused",
    "outputs_do_not_alias",
    "training_continues_where_it_left_off",
    "convolution_errors_have_the_variance_of_the_dtype",
    "earlier_gradients_leave_no_trace",
    "an_axis_of_padding_alone_is_an_axis",
    "earlier_training_leaves_no_trace",
    "the_result_keeps_the_dtype",
)
"""A greedy order: of the faults that the laws before it let pass, each law rejects the most for its time. The first law
looks at what a first call changes, which shows only while there was no other call. Measured:
`python -m benchmarks.strength kills`."""

RANK = {law: rank for rank, law in enumerate(ASKED_FIRST)}


def as_asked(laws: Iterable[str]) -> list[str]:
    """`laws` in the order in which they are asked. Those that no measurement has named come last, as they are read."""
    return sorted(laws, key=lambda law: RANK.get(law, len(RANK)))
