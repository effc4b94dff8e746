"""Results: failures, verdicts and reports, the file that keeps reports, and one matrix of many files.

May import: definition, contract, laws, drawing.
"""
