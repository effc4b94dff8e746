"""The order in which laws are asked, so that what is wrong shows soon; it is not the one in which they are read."""

from collections.abc import Iterable

ASKED_FIRST: tuple[str, ...] = (
    "a_call_changes_nothing_else",
    "correlation_is_im2col_times_the_weight",
    "transposed_is_the_gradient_of_the_input",
    "bias_is_added_per_filter",
    "the_weight_gradient_is_a_correlation",
    "sums_that_are_too_large_are_infinite",
    "transposed_named_paddings_resolve",
    "two_layers_are_one",
    "training_is_gradient_descent",
    "the_bias_gradient_sums_the_cotangent",
    "every_bit_of_an_operand_counts",
    "no_window_is_never_invented",
    "a_cotangent_of_another_shape_is_refused",
    "an_infinity_stays_in_its_windows",
    "earlier_gradients_leave_no_trace",
    "invalid_problems_are_refused",
    "convolution_is_correlation_with_the_kernel_reversed",
    "reversing_both_reverses_the_output",
    "integers_wrap_or_are_refused",
    "invalid_transposed_problems_are_refused",
    "a_nan_stays_in_its_windows",
    "inputs_are_left_alone",
    "two_dtypes_lose_nothing_or_are_refused",
    "a_nan_in_a_cotangent_stays_where_it_belongs",
    "a_nan_in_a_bias_stays_in_its_feature_map",
    "error_has_the_variance_of_the_dtype",
    "transposing_two_layers_reverses_their_order",
    "the_edge_kernel_is_learned",
    "full_convolution_commutes",
    "repeating_a_call_repeats_the_bits",
    "filter_order_is_output_order",
    "only_the_operands_are_read",
    "powers_of_two_factor_out",
    "outputs_do_not_alias",
    "byte_order_is_immaterial_or_refused",
    "no_channels_leave_the_bias",
    "no_filters_give_no_output",
    "what_is_cut_off_is_never_invented",
    "an_autocorrelation_is_symmetric",
    "an_axis_of_padding_alone_is_an_axis",
    "no_window_has_zero_gradients",
    "a_stride_beyond_the_input_keeps_one_window",
    "a_nan_stays_in_its_stamp",
    "a_nan_in_a_filter_stays_in_its_feature_map",
    "transposed_is_a_correlation_of_the_stuffed_input",
    "gradients_alone_equal_gradients_together",
    "a_receptive_field_is_what_the_formula_says",
    "the_result_keeps_the_dtype",
    "earlier_calls_leave_no_trace",
    "the_cotangents_layout_is_immaterial",
)
"""A greedy order: of the faults that the laws before it let pass, each law rejects the most for its time. The first law
looks at what a first call changes, which shows only while there was no other call. Measured:
`python -m benchmarks.strength kills`."""

RANK = {law: rank for rank, law in enumerate(ASKED_FIRST)}


def as_asked(laws: Iterable[str]) -> list[str]:
    """`laws` in the order in which they are asked. Those that no measurement has named come last, as they are read."""
    return sorted(laws, key=lambda law: RANK.get(law, len(RANK)))
