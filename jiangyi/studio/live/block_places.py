"""Find the rectangle of each block on the laid-out pages, so that a click on a page leads to its source."""

from dataclasses import dataclass

from jiangyi.writers import Layout

DIGITS = 5
"""Decimal digits of a fraction of the page: a hundredth of a millimetre on paper."""


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """The rectangle of a block on one page; its edges are fractions of the page's width and height."""

    page: int
    """Counted from 0."""
    id: str
    """Of the element in the markup."""
    left: float
    top: float
    right: float
    bottom: float


def find_block_places(layout: Layout) -> tuple[BlockPlace, ...]:
    """Find the rectangle of every element that has an id, on each page that it appears on.

    They are the anchors of the layout. An outer block comes before those inside it.
    """
    places = []
    for number, page in enumerate(layout.pages):
        for element_id, (left, top, right, bottom) in page.anchors.items():
            if left != right and top != bottom:  # an empty rectangle is a mere link target
                edges = (left / page.width, top / page.height, right / page.width, bottom / page.height)
                places.append(BlockPlace(number, element_id, *(round(edge, DIGITS) for edge in edges)))
    return tuple(places)
