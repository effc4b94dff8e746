"""The numbers in a problem, how they lie in memory, and a problem in one line.

A `descriptor` is that line: every failure is reported as a descriptor and reproduced from it. `numbers` draws integers
whose sums are exact. `layout` has the ways in which equal values can lie in memory. `fresh` makes the operands that a
law needs beside those of its problem.

May import: definition.
"""
