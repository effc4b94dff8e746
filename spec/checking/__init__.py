"""From a law and an implementation to a verdict.

`judge` is the whole road: `search` looks for a problem on which the law is broken, `evaluation` asks about one problem,
`difference` tells in what two sides differ. `check` asks one law after the other. `precision` names the arithmetic that
an implementation behaves like.

May import: definition, operands, contract, laws, drawing, reports, reproducer.
"""
