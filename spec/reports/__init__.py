"""What is told: failures, verdicts and reports, the file that they are kept in, and one matrix of many files.

May import: definition, contract, laws.
"""
