"""The numbers in a problem, how they lie in memory, and a problem in one line.

`descriptor` is that line: every failure is reported as one, and made again from it. `numbers` draws integers that are
added up exactly, `layout` has the ways in which equal values can lie in memory, and `fresh` makes what a law needs
beside the problem that it is given.

May import: definition.
"""
