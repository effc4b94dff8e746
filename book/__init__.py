"""The book: its pages, made from the laws, the mutants, the textbook and the recorded run. `tox -e docs` builds it."""
