"""Where each block stands on the laid-out pages, so that a click on a page finds its words in the source."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jiangyi.pagination import GENERATED

DIGITS = 5
"""Of a fraction: a hundredth of a millimetre on a sheet of paper."""


@dataclass(frozen=True, slots=True)
class Place:
    """The rectangle of a block on one page; its edges are fractions of the page's width and height."""

    page: int
    """From 0."""
    id: str
    left: float
    top: float
    right: float
    bottom: float


def places(document: Any) -> tuple[Place, ...]:
    """The rectangle of every element that has an id, on every page of a WeasyPrint Document that it stands on.

    Like `pagination`, this reads the boxes by their private name `_page_box`. An outer block comes before those inside it.
    """
    found = []
    for number, page in enumerate(document.pages):
        rectangles: dict[str, tuple[float, float, float, float]] = {}
        for name, rectangle in _rectangles(page._page_box):
            rectangles[name] = _around(rectangles[name], rectangle) if name in rectangles else rectangle
        for name, (left, top, right, bottom) in rectangles.items():
            if left == right or top == bottom:  # a bare anchor
                continue
            edges = (left / page.width, top / page.height, right / page.width, bottom / page.height)
            found.append(Place(number, name, *(round(edge, DIGITS) for edge in edges)))
    return tuple(found)


def _around(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _rectangles(box: Any) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The border boxes of what has an id, in CSS px from the page's upper left corner: left, top, right, bottom."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)  # where a box was taken out of the flow, a placeholder holds it
    if isinstance(box, boxes.MarginBox) or GENERATED.search(box.element_tag or ""):
        return
    name = box.element.get("id") if box.element is not None else None
    if name and not isinstance(box, boxes.LineBox | boxes.TextBox):
        left, top, width, height = box.hit_area()
        yield name, (left, top, left + width, top + height)
    for child in getattr(box, "children", ()):
        yield from _rectangles(child)
