"""Reports that are re-created by no mutant."""

LEFT_OUT = {
    "scipy/scipy#8757": "Sums that wrap around in the dtype of the input are right here, and uint16 is not claimed.",
    "numpy/numpy#17234": "Sums that wrap around in the dtype of the input are right here, and int16 is not claimed.",
    "cupy/cupy#6046": "It takes an input and a weight of two dtypes, and a problem has one.",
}
"""The report, and why it lies outside the specification."""
