"""Reported faults that show on large arrays, on small ones, or where the kernel is the longer one; scaled down."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("agrees_with_the_definition", report="pytorch/pytorch#87354")
def leaves_large_volumes_at_zero(problem: Problem) -> Array:
    """A volume of more than 200 elements comes out as zeros."""
    output = correct(problem)
    if problem.rank == 3 and problem.input.size > 200:
        output[...] = 0
    return output


@mutant("agrees_with_the_definition", report="scipy/scipy#10761")
def wraps_the_offset_of_late_rows(problem: Problem) -> Array:
    """The offset of a row is kept in too few bits, so that rows beyond the fortieth element are read from the top."""
    if problem.rank != 2:
        return correct(problem)
    height, width = problem.size
    flat = problem.input.reshape(*problem.input.shape[:2], height * width)
    columns = np.arange(height)[:, None] * width % 40 + np.arange(width)
    return correct(replace(problem, input=flat[..., columns]))


@mutant("the_full_output_sums_to_the_product_of_sums", report="opencv/opencv#2812")
def skips_the_end_of_images_smaller_than_the_kernel(problem: Problem) -> Array:
    """Where the image is smaller than the kernel too few threads are started, and the last outputs stay zero."""
    output = correct(problem)
    for axis, (size, length) in enumerate(zip(problem.size, problem.kernel, strict=True)):
        if size < length:
            np.moveaxis(output, 2 + axis, 0)[-1:] = 0
    return output


@mutant("full_convolution_commutes", report="numba/numba#7543", ranks={1}, batched=False)
def takes_the_longer_line_for_the_image(problem: Problem) -> Array:
    """A kernel that is longer than the line is exchanged with it, and the output is not turned round again."""
    output = correct(problem)
    return output[..., ::-1].copy() if problem.kernel[0] > problem.size[0] else output
