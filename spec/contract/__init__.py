"""What an implementation says of itself, and how it is called.

`implementation` is a row of the matrix. `operations`, `claims` and `needs` say what it can offer and what a law can
need of it, `deviation` what it is known to do differently. A law meets it as a `subject`, which hands a problem over in
the form that is claimed and looks at what comes back; what is no answer is one of the `outcomes`.

May import: definition, operands.
"""
