"""A failure as a program of its own: the implementation's source, the arrays, the calls and the right answers.

`tracing` notes what a law calls. `bundle` cuts what is called out of its modules: `placing` finds where a function
stands, `sources` reads modules as statements and `scopes` the names in them, `needs` follows these, and `editing` calls
things as the program calls them. `literals` writes the arrays down, `writing` puts all together, `script` says which
calls are shown, or why there is no program, and `trial` runs one.

May import: definition, operands, contract, laws.
"""
