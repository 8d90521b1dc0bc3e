"""Turn a part that was laid out to begin on a right-hand page into one that begins on a left-hand page.

If left and right pages differ only in their margins, a page of the other side is the same page, shifted horizontally. So a cached part
stays valid when the parts before it grow by a page. A part that requires a side (`break-before: recto`) is laid out for its side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pydyf
from msgspec.structs import replace

from jiangyi.engine import find_off_centre
from jiangyi.writers.pdf.parts import POINTS_PER_PIXEL, Box, LaidOutPart, PageImage, Side
from jiangyi.writers.pdf.segments import compress_segment

OPPOSITE: Mapping[Side, Side] = {"left": "right", "right": "left"}
MIRRORED_PROPERTIES = ("margin_left", "margin_right")
"""The properties that a page rule of one side may set."""
BREAK_SIDES: Mapping[str, Side] = {"recto": "right", "right": "right", "verso": "left", "left": "left"}
"""Values of break-before and break-after that require a side (CSS Fragmentation 3 §3.1), and the side in print from left to right."""
TOLERANCE = 1e-6
"""CSS px by which lengths may differ."""


@dataclass(frozen=True)
class PageSides:
    """What a stylesheet says about left and right pages; a part begins on the given side, or on any where that is empty."""

    symmetric: bool
    """True if they differ only in their margins."""
    text: Side | Literal[""] = ""
    """The side of page 1, behind the front matter."""
    chapters: Side | Literal[""] = ""
    """The side of every other chapter."""
    outside: Side | Literal[""] = ""
    """The side of the back cover."""

    @classmethod
    def of(cls, sheet: Any, properties: Mapping[str, str]) -> "PageSides":
        """Those of a parsed stylesheet and the custom properties of its root."""

        def side(name: str) -> Side | Literal[""]:
            return BREAK_SIDES.get(properties.get(name, ""), "")

        return cls(sides_are_symmetric(sheet), side("--text-break"), side("--chapter-break"), side("--outside-break"))


TextAreas = Mapping[tuple[str, str], tuple[float, float]]
"""The left edge and width of the text on a page, in CSS px, by the page's name and side."""


def sides_are_symmetric(sheet: Any) -> bool:
    """True if left and right pages differ only in their margins; the contents of the margin boxes may differ."""
    sided = (
        name
        for _, selectors, declarations in sheet.page_rules
        for _, pseudo, kind in selectors
        if kind.side and pseudo is None
        for name, *_ in declarations
    )
    return all(name in MIRRORED_PROPERTIES for name in sided)


def can_mirror(document: Any) -> bool:
    """True if nothing in a laid-out document requires a left or right page."""
    return not any(_asks_for_side(page._page_box) for page in document.pages)


def _asks_for_side(page: Any) -> bool:
    if page.page_type.blank or next(find_off_centre(page), None):
        return True
    styles = {id(box.style): box.style for box in page.descendants() if box is not page}.values()
    return any(style[name] in BREAK_SIDES for style in styles for name in ("break_before", "break_after"))


def mirror(part: LaidOutPart, texts: TextAreas) -> LaidOutPart | None:
    """The part as it would be if it began on the other side; None if it has to be laid out again."""
    if not part.is_mirrorable or part.resources.get("Pattern"):
        return None
    shifts = [_find_shift(page, texts) for page in part.pages]
    if any(shift is None for shift in shifts):
        return None
    known = [shift or 0.0 for shift in shifts]
    printed = [shift for page, shift in zip(part.pages, known, strict=True) if not page.blank]
    return replace(
        part,
        pages=tuple(_mirror_page(page, shift) for page, shift in zip(part.pages, known, strict=True)),
        figures=tuple(replace(figure, bounds=_shift(figure.bounds, printed[figure.page] * POINTS_PER_PIXEL)) for figure in part.figures),
    )


def _find_shift(page: PageImage, texts: TextAreas) -> float | None:
    """How far the text of a page is shifted to the right, in CSS px; None if that is unknown or the width would change."""
    here, there = texts.get((page.name, page.side)), texts.get((page.name, OPPOSITE[page.side]))
    if here is None or there is None or max(abs(a - b) for a, b in zip(here, page.text_area, strict=True)) > TOLERANCE:
        return None
    return there[0] - here[0] if abs(there[1] - here[1]) < TOLERANCE else None


def _mirror_page(page: PageImage, by: float) -> PageImage:
    shifted = b"q\n1 0 0 1 %b 0 cm\n" % pydyf._to_bytes(by * POINTS_PER_PIXEL)
    return replace(
        page,
        side=OPPOSITE[page.side],
        text_area=(page.text_area[0] + by, page.text_area[1]),
        content=(compress_segment(shifted), *page.content, compress_segment(b"Q\n")),
        anchors={name: _shift(edges, by) for name, edges in page.anchors.items()},
        links=tuple(replace(link, rectangle=_shift(link.rectangle, by)) for link in page.links),
        bookmarks=tuple(replace(one, place=(one.place[0] + by, one.place[1])) for one in page.bookmarks),
    )


def _shift(box: Box, by: float) -> Box:
    """A box moved to the right."""
    first, second, third, fourth = box
    return first + by, second, third + by, fourth
