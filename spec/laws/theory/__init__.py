"""What laws cite: the two matrices of a correlation, gradient descent, contraction, and how far rounding may go."""
