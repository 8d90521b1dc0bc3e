"""Find the rectangle of each block on the laid-out pages, so that a click on a page leads to its source."""

from dataclasses import dataclass

from jiangyi.writers import Layout

DIGITS = 5
"""Decimal digits of a fraction: a hundredth of a millimetre on a sheet of paper."""


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """The rectangle of a block on one page; its edges are fractions of the page's width and height."""

    page: int
    """From 0."""
    id: str
    left: float
    top: float
    right: float
    bottom: float


def find_block_places(layout: Layout) -> tuple[BlockPlace, ...]:
    """The rectangle of every element that has an id, on every page of a layout that it stands on.

    The engine knows them as anchors: left, top, right and bottom in CSS px. An outer block comes before those inside it.
    """
    found = []
    for number, page in enumerate(layout.pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            if left != right and top != bottom:  # else a bare anchor
                edges = (left / page.width, top / page.height, right / page.width, bottom / page.height)
                found.append(BlockPlace(number, name, *(round(edge, DIGITS) for edge in edges)))
    return tuple(found)
