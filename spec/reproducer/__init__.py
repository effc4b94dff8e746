"""A failure as a program of its own: the implementation's source, the arrays, the calls and the right answers.

`asked` notes what a law calls, `bundle` cuts what is called out of its modules, `literals` writes the arrays down, and
`script` puts them together.

May import: definition, operands, contract, laws.
"""
