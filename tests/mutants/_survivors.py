"""Generated mutants that no law can reject, because nothing is wrong with them."""

NO_LAYER_BETWEEN = "It claims layers of one multiplication more or less, and there is none of that size."
TRUTH_VALUES = "Of truth values, the product is the conjunction."

SURVIVORS = {
    ("im2col", "writeable=False,", "writeable=True,"): "The row never writes to the windows, it only promises not to.",
    (
        "toeplitz",
        "inside = inside & (position >= 0) & (position < size[axis])",
        "inside = inside * (position >= 0) & (position < size[axis])",
    ): TRUTH_VALUES,
    (
        "toeplitz",
        "inside = inside & (position >= 0) & (position < size[axis])",
        "inside = inside & (position >= 0) * (position < size[axis])",
    ): TRUTH_VALUES,
    ("toeplitz", "max_multiplications=150_000,", "max_multiplications= 150001,"): NO_LAYER_BETWEEN,
    ("toeplitz", "max_multiplications=150_000,", "max_multiplications= 149999,"): NO_LAYER_BETWEEN,
    ("loop", "max_multiplications=150_000,", "max_multiplications= 150001,"): NO_LAYER_BETWEEN,
    ("loop", "max_multiplications=150_000,", "max_multiplications= 149999,"): NO_LAYER_BETWEEN,
}
"""The row, a line of it, and what cosmic-ray makes of the line; and why that is no fault."""
