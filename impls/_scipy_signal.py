"""What the rows of scipy.signal share: the N-dimensional correlate and convolve, by one method or the other."""

from scipy import signal

MODES = {"valid": "valid", "full": "full", "same_lower": "same"}


def by(method):
    """`correlate` and `convolve`, computed by `method`."""

    def correlate(input, weight, *, padding):
        # scipy conjugates its second argument; the specification conjugates nothing.
        return signal.correlate(input[0, 0], weight[0, 0].conj(), MODES[padding], method)[None, None]

    def convolve(input, weight, *, padding):
        return signal.convolve(input[0, 0], weight[0, 0], MODES[padding], method)[None, None]

    return correlate, convolve
