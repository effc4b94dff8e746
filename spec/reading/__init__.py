"""To read: the textbook's section, claim by claim, and what the specification leaves open.

May import: definition, contract, laws.
"""
