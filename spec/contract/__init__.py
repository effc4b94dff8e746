"""What an implementation claims, and how it is called.

`implementation` is a row of the matrix. `operations` and `claims` say what it can offer, `needs` what a law can need of
it, and `deviation` what it is known to do differently. A law calls it through a `subject`, which hands problems over in
the form that is claimed and checks every answer. A call without an answer has one of the `outcomes`.

May import: definition, operands.
"""
