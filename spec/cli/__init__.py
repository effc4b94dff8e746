"""The command line: the commands, and what each of them does.

May import: definition, operands, contract, laws, reading, reports, reproducer, checking, isolation, display.
"""
