"""What is drawn: valid problems, problems without a window, invalid problems, and layers at full size.

A recipe draws one problem from a source of `choices`: a plain generator of random numbers, or Hypothesis
(`strategies`). `simpler` makes a problem that fails one that a person can read.
`coverage` tells which parts of the space of problems a run has seen.

May import: definition, operands, contract, laws.
"""
