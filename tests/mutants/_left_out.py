"""Reports that are re-created by no mutant."""

LEFT_OUT = {
    "scipy/scipy#8757": "Sums that wrap around in the dtype of the input are right here, and uint16 is not claimed.",
    "numpy/numpy#17234": "Sums that wrap around in the dtype of the input are right here, and int16 is not claimed.",
    "cupy/cupy#6046": "It takes an input and a weight of two dtypes, and a problem has one.",
    "cupy/cupy#8401": "Its weights are fractions and its input is made of integers, and a problem has one dtype.",
    "scipy/scipy#21984": "It accepts arrays of Python objects, which are of no dtype that can be claimed.",
    "numpy/numpy#30277": "It refuses what it should; which argument the message blames is for people to read.",
    "openxla/xla#48715": "It joins a crop to the padding that follows; a crop is a padding below zero, and refused.",
    "apache/tvm#4807": "It is about quantised numbers, whose zero is another number than 0.",
    "pytorch/pytorch#1972": "It is about second derivatives, which no operation here computes.",
}
"""The report, and why it lies outside the specification."""
