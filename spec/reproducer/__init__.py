"""A failure as a program of its own: the implementation's source, the arrays, the calls and the right answers.

`tracing` notes the calls of a law. `bundle` copies the called functions, and all that they use, out of their modules:
`placing` finds where a function is defined, `sources` reads modules as statements, `scopes` finds the names in
statements, `needs` follows these names, and `editing` renames them for the program. `literals` writes the arrays down,
and `writing` puts all together. `script` decides which calls are shown, or why there is no program. `trial` runs one.

May import: definition, operands, contract, laws.
"""
