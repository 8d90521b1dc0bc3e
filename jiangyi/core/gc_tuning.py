"""The garbage collector of Python, kept from looking again and again at what is no garbage."""

import gc

HEAP = 100_000
"""New objects after which it looks: a layout makes millions that are no garbage yet."""


def relax() -> None:
    """From now on, leave what is there alone and look less often: laying out takes two thirds of the time."""
    gc.freeze()
    gc.set_threshold(HEAP, 50, 100)


def collect_garbage() -> None:
    """Take away what a job has left, and from now on leave alone what stays: to look at it after each job takes a tenth of the time."""
    gc.collect()
    gc.freeze()
