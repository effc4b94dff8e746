"""What a person sees: laws, failures and the matrix in a terminal, and the matrix as a page.

May import: definition, operands, contract, laws, reading, drawing, reports.
"""
