"""Other processors, on this one: see `__main__`."""
