"""Where an implementation runs: in a process of its own, in several of them, or on a cluster.

Callers ask a `worker`. Its `process` may die; `child` is the code that runs there. `rows` asks several implementations
at once, `part` by part. `locate` finds the implementation that somebody has typed.

May import: operands, contract, laws, drawing, reports, reproducer, checking.
"""
