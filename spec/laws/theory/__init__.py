"""What laws cite: the two matrices of a correlation, gradient descent, contraction, probes, and how rounding errs."""
