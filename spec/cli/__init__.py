"""The command line: the commands, their arguments, and what they do.

May import: definition, operands, contract, laws, reading, reports, reproducer, checking, isolation, display.
"""
