"""The order in which laws are asked, so that what is wrong shows soon; it is not the one in which they are read."""

from collections.abc import Iterable

ASKED_FIRST: tuple[str, ...] = (
    "a_call_changes_nothing_else",
    "correlation_is_im2col_times_the_weight",
    "transposed_is_the_gradient_of_the_input",
    "paths_agree_across_sizes",
    "every_bit_of_an_operand_counts",
    "earlier_gradients_leave_no_trace",
    "transposed_named_paddings_resolve",
    "the_result_keeps_the_dtype",
    "a_nan_in_a_bias_stays_in_its_feature_map",
    "integers_wrap_or_are_refused",
    "a_cotangent_of_another_shape_is_refused",
    "no_window_is_never_invented",
    "a_nan_stays_in_its_windows",
    "invalid_problems_are_refused",
    "training_is_gradient_descent",
    "filters_stack",
    "convolution_is_correlation_with_the_kernel_reversed",
    "inputs_are_left_alone",
    "reversing_both_reverses_the_output",
    "invalid_transposed_problems_are_refused",
    "an_infinity_stays_in_its_windows",
    "error_has_the_variance_of_the_dtype",
    "a_nan_in_a_cotangent_stays_where_it_belongs",
    "two_dtypes_lose_nothing_or_are_refused",
    "repeating_a_call_repeats_the_bits",
    "two_layers_are_one",
    "full_convolution_commutes",
    "gradients_alone_equal_gradients_together",
    "only_the_operands_are_read",
    "outputs_do_not_alias",
    "no_filters_give_no_output",
    "byte_order_is_immaterial_or_refused",
    "no_channels_leave_the_bias",
    "an_autocorrelation_is_symmetric",
    "what_is_cut_off_is_never_invented",
    "transposing_two_layers_reverses_their_order",
    "the_edge_kernel_is_learned",
    "an_axis_of_padding_alone_is_an_axis",
    "sums_that_are_too_large_are_infinite",
    "no_window_has_zero_gradients",
    "a_stride_beyond_the_input_keeps_one_window",
    "a_nan_in_a_filter_stays_in_its_feature_map",
    "a_nan_stays_in_its_stamp",
    "transposed_is_a_correlation_of_the_stuffed_input",
    "earlier_calls_leave_no_trace",
    "a_receptive_field_is_what_the_formula_says",
    "the_cotangents_layout_is_immaterial",
    "agrees_with_the_definition",
)
"""One law after the other that, for the time it takes, rejects most of the faults which those before it let pass. The
very first sees what a first call changes, and can see it only while there was none. Measured:
`python -m benchmarks.strength kills`."""

RANK = {law: rank for rank, law in enumerate(ASKED_FIRST)}


def as_asked(laws: Iterable[str]) -> list[str]:
    """`laws` in the order in which they are asked. Those that no measurement has named come last, as they are read."""
    return sorted(laws, key=lambda law: RANK.get(law, len(RANK)))
