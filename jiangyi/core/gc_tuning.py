"""Settings of Python's garbage collector that suit imports and layout, which allocate many objects that stay alive."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

FIRST_THRESHOLD = 300_000
"""The same as THRESHOLD until something is laid out: all that a short command imports and reads."""
THRESHOLD = 100_000
"""Allocations between two collections of the youngest generation; Python's default of 700 rescans a growing layout far too often."""
MANY_PAGES = 200
"""Pages of a layout that is worth a collection of its own: 100 MB."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Run a program inside the `with` block: its imports then take five sixths of the time.

    All objects are exempt at its end, because the interpreter would look for garbage among them several times before it exits.
    """
    gc.set_threshold(FIRST_THRESHOLD, 50, 100)
    try:
        yield
    finally:
        gc.freeze()


def relax() -> None:
    """Exempt all present objects from collection, and collect less often from now on: layout then takes two thirds of the time."""
    gc.freeze()
    gc.set_threshold(THRESHOLD, 50, 100)


def collect_garbage() -> None:
    """Collect the garbage of a job, and exempt the other objects: scanning that again after each job would take a tenth of the time."""
    gc.collect()
    gc.freeze()


def collect_young() -> None:
    """Collect the garbage among the objects that are not exempt, and exempt no further ones: they are to be collected once, too."""
    gc.collect()


@contextmanager
def paused() -> Iterator[None]:
    """Collect nothing inside the `with` block, in which nearly all objects are without cycles and stay alive."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def collect_layout(pages: int) -> None:
    """Collect a layout of so many pages that is no longer used, if it is large: while collection is paused, it would stay."""
    if pages >= MANY_PAGES:
        gc.collect()
