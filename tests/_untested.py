"""Changes of the specification's own code that no test can notice, because nothing is wrong with them."""

# ruff: noqa: E501

REASONS: dict[str, list[tuple[str, str, str]]] = {
    "how much is shown of a large array is a matter of taste": [
        (
            "checking/difference.py",
            "body = np.array2string(array, threshold=72, edgeitems=3, max_line_width=100)",
            "body = np.array2string(array, threshold= 71, edgeitems=3, max_line_width=100)",
        ),
        (
            "checking/difference.py",
            "body = np.array2string(array, threshold=72, edgeitems=3, max_line_width=100)",
            "body = np.array2string(array, threshold= 73, edgeitems=3, max_line_width=100)",
        ),
        (
            "checking/difference.py",
            "body = np.array2string(array, threshold=72, edgeitems=3, max_line_width=100)",
            "body = np.array2string(array, threshold=72, edgeitems= 2, max_line_width=100)",
        ),
        (
            "checking/difference.py",
            "body = np.array2string(array, threshold=72, edgeitems=3, max_line_width=100)",
            "body = np.array2string(array, threshold=72, edgeitems= 4, max_line_width=100)",
        ),
        (
            "checking/difference.py",
            "body = np.array2string(array, threshold=72, edgeitems=3, max_line_width=100)",
            "body = np.array2string(array, threshold=72, edgeitems=3, max_line_width= 101)",
        ),
        (
            "checking/difference.py",
            "body = np.array2string(array, threshold=72, edgeitems=3, max_line_width=100)",
            "body = np.array2string(array, threshold=72, edgeitems=3, max_line_width= 99)",
        ),
    ],
    "no array has fewer than no axes": [
        ("checking/difference.py", "if array.ndim == 0:", "if array.ndim <= 0:"),
        ("checking/difference.py", "if left.ndim == 0:", "if left.ndim <= 0:"),
        ("definition/call.py", "return value.ndim > 0", "return value.ndim != 0"),
    ],
    "an equation has at least one part": [
        (
            "checking/difference.py",
            'part = f"part {position + 1} of {len(compared)}: " if len(compared) > 1 else ""',
            'part = f"part {position + 1} of {len(compared)}: " if len(compared) != 1 else ""',
        ),
    ],
    "of the names of boundaries `zero` is the last in the alphabet": [
        ("definition/boundary.py", 'if boundary == "zero":', 'if boundary >= "zero":'),
        (
            "definition/problem.py",
            'if self.boundary != "zero" and any(not n and any(pair) for n, pair in zip(self.size, self.pairs, strict=True)):',
            'if self.boundary < "zero" and any(not n and any(pair) for n, pair in zip(self.size, self.pairs, strict=True)):',
        ),
        ("operands/descriptor.py", 'if self.boundary != "zero":', 'if self.boundary < "zero":'),
    ],
    "both have one entry for each axis: `invalidity` has said so, or another `strict` does": [
        (
            "definition/boundary.py",
            "inside = (slice(before, before + n) for n, (before, _) in zip(array.shape[2:], pairs, strict=True))",
            "inside = (slice(before, before + n) for n, (before, _) in zip(array.shape[2:], pairs, strict=False))",
        ),
        (
            "definition/call.py",
            "return tuple(zip(self.windows, self.strides, self.dilations, strict=True))",
            "return tuple(zip(self.windows, self.strides, self.dilations, strict=False))",
        ),
        (
            "definition/call.py",
            "under: Any = (..., *[slice(d * t, d * t + n * s, s) for t, (n, s, d) in zip(tap, self._axes, strict=True)])",
            "under: Any = (..., *[slice(d * t, d * t + n * s, s) for t, (n, s, d) in zip(tap, self._axes, strict=False)])",
        ),
        (
            "definition/problem.py",
            "for out, stride, extent in zip(self.output_size, self.strides, self.extents, strict=True)",
            "for out, stride, extent in zip(self.output_size, self.strides, self.extents, strict=False)",
        ),
        (
            "definition/problem.py",
            'if self.boundary != "zero" and any(not n and any(pair) for n, pair in zip(self.size, self.pairs, strict=True)):',
            'if self.boundary != "zero" and any(not n and any(pair) for n, pair in zip(self.size, self.pairs, strict=False)):',
        ),
        (
            "definition/sums.py",
            "output = stamped[:, :, *(slice(first, first + out) for first, out in zip(before, problem.output_size, strict=True))]",
            "output = stamped[:, :, *(slice(first, first + out) for first, out in zip(before, problem.output_size, strict=False))]",
        ),
        (
            "definition/sums.py",
            "whole = [out + sum(pair) for out, pair in zip(problem.output_size, problem.pairs, strict=True)]",
            "whole = [out + sum(pair) for out, pair in zip(problem.output_size, problem.pairs, strict=False)]",
        ),
        (
            "definition/transposed_problem.py",
            "axes = zip(given, self.strides, self.extents, strict=True)",
            "axes = zip(given, self.strides, self.extents, strict=False)",
        ),
        (
            "definition/transposed_problem.py",
            "axes = zip(self.size, self.strides, self.extents, self.pairs, self.output_paddings, strict=True)",
            "axes = zip(self.size, self.strides, self.extents, self.pairs, self.output_paddings, strict=False)",
        ),
        (
            "definition/transposed_problem.py",
            "if any(not 0 <= behind < most for behind, most in zip(paddings, longest, strict=True)):",
            "if any(not 0 <= behind < most for behind, most in zip(paddings, longest, strict=False)):",
        ),
        (
            "definition/transposed_problem.py",
            "size = tuple(n * stride for n, stride in zip(self.size, self.strides, strict=True))",
            "size = tuple(n * stride for n, stride in zip(self.size, self.strides, strict=False))",
        ),
    ],
    "every operation has an `output_shape` of its own": [
        ("definition/call.py", " @property", ""),
    ],
    "a kernel without taps is invalid, whatever the channels are": [
        (
            "definition/call.py",
            "return () if 0 in (len(self.input), *self.weight.shape[:2], *self.windows) else np.ndindex(self.kernel)",
            "return () if 0 in (len(self.input), *self.weight.shape[: 3], *self.windows) else np.ndindex(self.kernel)",
        ),
    ],
    "numpy.einsum gives zeros over an empty axis, but in some versions of NumPy": [
        (
            "definition/call.py",
            "return () if 0 in (len(self.input), *self.weight.shape[:2], *self.windows) else np.ndindex(self.kernel)",
            "return () if -1 in (len(self.input), *self.weight.shape[:2], *self.windows) else np.ndindex(self.kernel)",
        ),
        (
            "definition/call.py",
            "return () if 0 in (len(self.input), *self.weight.shape[:2], *self.windows) else np.ndindex(self.kernel)",
            "return () if 0 in (len(self.input), *self.weight.shape[: 1], *self.windows) else np.ndindex(self.kernel)",
        ),
    ],
    "what is no tuple of integers, or is taken for none, is looked at one by one, which comes to the same": [
        (
            "definition/call.py",
            "if type(value) is tuple and set(map(type, value)) == {int}:",
            "if type(value) == tuple and set(map(type, value)) == {int}:",
        ),
        (
            "definition/call.py",
            "if type(value) is tuple and set(map(type, value)) == {int}:",
            "if type(value) is tuple and set(map(type, value)) < {int}:",
        ),
        (
            "definition/call.py",
            "if type(value) is tuple and set(map(type, value)) == {int}:",
            "if type(value) is tuple and set(map(type, value)) <= {int}:",
        ),
        (
            "definition/call.py",
            "if type(value) is tuple and set(map(type, value)) == {int}:",
            "if type(value) is tuple and set(map(type, value)) is {int}:",
        ),
    ],
    "only a part of a longer array is used": [
        (
            "definition/sums.py",
            "whole = [out + sum(pair) for out, pair in zip(problem.output_size, problem.pairs, strict=True)]",
            "whole = [out << sum(pair) for out, pair in zip(problem.output_size, problem.pairs, strict=True)]",
        ),
    ],
    "of the three names only `bias` is not behind it in the alphabet": [
        (
            "definition/call.py",
            'if not isinstance(array := getattr(self, name), np.ndarray) and not (name == "bias" and array is None):',
            'if not isinstance(array := getattr(self, name), np.ndarray) and not (name <= "bias" and array is None):',
        ),
    ],
    "integers as small as these are the same object in Python": [
        (
            "definition/call.py",
            "if not isinstance(values, str | int) and len(values) != rank:",
            "if not isinstance(values, str | int) and len(values) is not rank:",
        ),
        ("definition/call.py", "if self.weight.ndim - 2 != rank:", "if self.weight.ndim - 2 is not rank:"),
        ("definition/transposed_problem.py", "if len(paddings) != self.rank:", "if len(paddings) is not self.rank:"),
    ],
    "a class equals itself alone": [
        ("definition/call.py", "if type(value) is int:", "if type(value) == int:"),
        ("definition/call.py", "if type(value) is tuple:", "if type(value) == tuple:"),
    ],
    "whether an answer is kept shows in the time alone": [
        ("definition/dtypes.py", "  @cache", ""),
    ],
    "the two sets have nothing in common": [
        (
            "definition/dtypes.py",
            "SUMMABLE = {np.dtype(name) for name in EXACT_BITS if name not in HALVES} | {*HALVES.values()}",
            "SUMMABLE = {np.dtype(name) for name in EXACT_BITS if name not in HALVES} ^ {*HALVES.values()}",
        ),
    ],
    "the rule does not look at the stride": [
        (
            "definition/geometry.py",
            "def full(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:",
            "def full(size: int, kernel: int, stride: int = 0, dilation: int = 1) -> Pair:",
        ),
        (
            "definition/geometry.py",
            "def full(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:",
            "def full(size: int, kernel: int, stride: int = 2, dilation: int = 1) -> Pair:",
        ),
    ],
    "the rule looks at neither stride nor dilation": [
        (
            "definition/geometry.py",
            "def valid(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:",
            "def valid(size: int, kernel: int, stride: int = 0, dilation: int = 1) -> Pair:",
        ),
        (
            "definition/geometry.py",
            "def valid(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:",
            "def valid(size: int, kernel: int, stride: int = 1, dilation: int = 0) -> Pair:",
        ),
        (
            "definition/geometry.py",
            "def valid(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:",
            "def valid(size: int, kernel: int, stride: int = 1, dilation: int = 2) -> Pair:",
        ),
        (
            "definition/geometry.py",
            "def valid(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:",
            "def valid(size: int, kernel: int, stride: int = 2, dilation: int = 1) -> Pair:",
        ),
    ],
    "-1 // stride + 1 is 0 for every stride": [
        (
            "definition/geometry.py",
            "return room // stride + 1 if room >= 0 else 0",
            "return room // stride + 1 if room >= -1 else 0",
        ),
    ],
    "whether an array is a copy shows in the time alone": [
        (
            "definition/sums.py",
            "d_input, d_weight, d_bias = (gradient.astype(dtype, copy=False) for gradient in found)",
            "d_input, d_weight, d_bias = (gradient.astype(dtype, copy=True) for gradient in found)",
        ),
        (
            "definition/sums.py",
            "return output.astype(problem.input.dtype, copy=False)",
            "return output.astype(problem.input.dtype, copy=True)",
        ),
    ],
    "NumPy takes any negative length for the one that is left": [
        (
            "definition/sums.py",
            "output += widened(problem.bias).reshape(-1, *[1] * problem.rank)",
            "output += widened(problem.bias).reshape(- 2, *[1] * problem.rank)",
        ),
        (
            "definition/sums.py",
            "output += widened(problem.bias).reshape(-1, *[1] * problem.rank)",
            "output += widened(problem.bias).reshape(~1, *[1] * problem.rank)",
        ),
        (
            "definition/sums.py",
            "output = output + widened(problem.bias).reshape(-1, *[1] * problem.rank)",
            "output = output + widened(problem.bias).reshape(- 2, *[1] * problem.rank)",
        ),
        (
            "definition/sums.py",
            "output = output + widened(problem.bias).reshape(-1, *[1] * problem.rank)",
            "output = output + widened(problem.bias).reshape(~1, *[1] * problem.rank)",
        ),
    ],
    "of truth values, a product is what `&` is": [
        (
            "laws/equality.py",
            "found: Array = (left != right) & ~((left != left) & (right != right))",
            "found: Array = (left != right) & ~((left != left) * (right != right))",
        ),
        (
            "laws/equality.py",
            "found: Array = (left != right) & ~((left != left) & (right != right))",
            "found: Array = (left != right) * ~((left != left) & (right != right))",
        ),
    ],
    "two dtypes have no three kinds": [
        (
            "laws/equality.py",
            'if kinds & set("iu") and not kinds <= set("iuO"):',
            'if kinds & set("iu") and not kinds < set("iuO"):',
        ),
    ],
    "floats that differ as integers differ as floats: nothing is found that is not found already": [
        (
            "laws/equality.py",
            'if kinds & set("iu") and not kinds <= set("iuO"):',
            'if kinds - set("iu") and not kinds <= set("iuO"):',
        ),
        (
            "laws/equality.py",
            'if kinds & set("iu") and not kinds <= set("iuO"):',
            'if kinds ^ set("iu") and not kinds <= set("iuO"):',
        ),
        (
            "laws/equality.py",
            'if kinds & set("iu") and not kinds <= set("iuO"):',
            'if kinds | set("iu") and not kinds <= set("iuO"):',
        ),
    ],
    "the letter before the numbers is no number": [
        (
            "operands/descriptor.py",
            '"padding": tuple((int(before), int(after)) for before, after in re.findall(r"(-?\\d+)-(-?\\d+)", match[1]))',
            '"padding": tuple((int(before), int(after)) for before, after in re.findall(r"(-?\\d+)-(-?\\d+)", match[ 0]))',
        ),
    ],
    "the pattern matches at least one number": [
        (
            "operands/descriptor.py",
            "return numbers if len(numbers) > 1 else numbers[0]",
            "return numbers if len(numbers) != 1 else numbers[0]",
        ),
    ],
    "of one number the first is the last": [
        (
            "operands/descriptor.py",
            "return numbers if len(numbers) > 1 else numbers[0]",
            "return numbers if len(numbers) > 1 else numbers[ -1]",
        ),
    ],
}
"""Why a change is no fault, and the changes: the module, a line of it, and what cosmic-ray makes of the line."""

UNTESTED = {change: reason for reason, changes in REASONS.items() for change in changes}
"""The reason for each."""
