"""What some rows do first, since their libraries end the process, or write where they should not, instead."""


def refuse_beyond_32_bits(**arguments):
    """Raises OverflowError, naming the value, where a number for an axis, or of a pair, is not one of 32 bits."""
    for name, values in arguments.items():
        if isinstance(values, str):
            continue
        numbers = [number for value in values for number in (value if isinstance(value, tuple) else (value,))]
        if any(abs(number) >= 2**31 for number in numbers):
            raise OverflowError(f"{name} {values} is beyond 32 bits")
