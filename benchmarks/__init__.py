"""What checking costs, how strong it is, how often it is wrong, and how fast the rows are."""
