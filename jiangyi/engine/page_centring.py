"""Centre on the page what is wider than the text, where the margins of left and right pages are mirrored.

CSS says of an element where it is between the margins of the text, but not on which side its page is. So the markup says how far the middle
of the text is from that of the page, and a box is shifted towards the wider margin when its page is made.
"""

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from jiangyi.core import MILLIMETRES_PER_UNIT

OFF_CENTRE = "data-off-centre"
"""The attribute with the distance of the middle of the text from that of the page, in mm."""


def find_off_centre(box: Any) -> Iterator[Any]:
    """The boxes below a box whose markup has that distance: blocks, but none in a table."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.BlockBox):
            if child.element is not None and child.element.get(OFF_CENTRE) and child.element_tag == child.element.tag:
                yield child
            else:
                yield from find_off_centre(child)


def centre_on_page(page: Any) -> None:
    """Shift these boxes of a page towards the wider margin."""
    side = (page.margin_right > page.margin_left) - (page.margin_left > page.margin_right)
    if side:
        for box in find_off_centre(page):
            box.translate(side * float(box.element.get(OFF_CENTRE)) / MILLIMETRES_PER_UNIT["px"], 0)
