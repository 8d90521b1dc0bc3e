"""A part that was laid out to begin on a right-hand page, as it is where it begins on a left-hand one.

Where the sides differ by their margins alone, a page of the other side is the same page, moved. So a part stays laid out when the parts
before it take a page more. What asks for a side is laid out for its side.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pydyf

from jiangyi.writers.pdf.parts import POINTS_PER_PIXEL, LaidOutPart, PageImage, PageLink
from jiangyi.writers.pdf.structure_tree import StructureElement

OPPOSITE = {"left": "right", "right": "left"}
MIRRORED_PROPERTIES = ("margin_left", "margin_right")
"""All that a rule for pages of one side may say."""
BREAK_SIDES = {"recto": "right", "right": "right", "verso": "left", "left": "left"}
"""Values of break-before and break-after that ask for a side (CSS Fragmentation 3 §3.1), and the side in print from left to right."""
TOLERANCE = 1e-6
"""Px that make no difference."""

TextAreas = Mapping[tuple[str, str], tuple[float, float]]
"""Where the text of a page begins and how wide it is, in px, by the page's name and side."""


def sides_are_symmetric(sheet: Any) -> bool:
    """Whether the sides of a stylesheet's pages differ by their margins alone; what is printed in the margins does not count."""
    sided = (
        name
        for _, selectors, declarations in sheet.page_rules
        for _, pseudo, kind in selectors
        if kind.side and pseudo is None
        for name, *_ in declarations
    )
    return all(name in MIRRORED_PROPERTIES for name in sided)


def can_mirror(document: Any) -> bool:
    """Whether no page of a laid-out document asks for a side."""
    return not any(_asks_for_a_side(page._page_box) for page in document.pages)


def _asks_for_a_side(page: Any) -> bool:
    if page.page_type.blank:
        return True
    styles = {id(box.style): box.style for box in page.descendants() if box is not page}.values()
    return any(style[name] in BREAK_SIDES for style in styles for name in ("break_before", "break_after"))


def mirror(part: LaidOutPart, texts: TextAreas) -> LaidOutPart | None:
    """The part as it is where it begins on the other side; None where it would be another."""
    if not part.is_mirrorable or part.resources["Pattern"]:
        return None
    moves = [_move(leaf, texts) for leaf in part.pages]
    if any(move is None for move in moves):
        return None
    for element in part.elements:
        _move_bounds(element, [move or 0.0 for move in moves])
    return replace(part, pages=tuple(_turned(leaf, move or 0.0) for leaf, move in zip(part.pages, moves, strict=True)))


def _move(leaf: PageImage, texts: TextAreas) -> float | None:
    """How far the text of a page goes to the right, in px; None where that cannot be told, or makes it wider."""
    here, there = texts.get((leaf.name, leaf.side)), texts.get((leaf.name, OPPOSITE[leaf.side]))
    if here is None or there is None or max(abs(a - b) for a, b in zip(here, leaf.text_area, strict=True)) > TOLERANCE:
        return None
    return there[0] - here[0] if abs(there[1] - here[1]) < TOLERANCE else None


def _turned(leaf: PageImage, by: float) -> PageImage:
    return replace(
        leaf,
        side=OPPOSITE[leaf.side],
        text=(leaf.text_area[0] + by, leaf.text_area[1]),
        drawn=b"q\n1 0 0 1 %s 0 cm\n%s\nQ" % (pydyf._to_bytes(by * POINTS_PER_PIXEL), leaf.operators),
        anchors={name: (left + by, top, right + by, bottom) for name, (left, top, right, bottom) in leaf.anchors.items()},
        links=tuple(_moved_link(link, by) for link in leaf.links),
        bookmarks=tuple((level, label, (x + by, y), state) for level, label, (x, y), state in leaf.bookmarks),
    )


def _moved_link(link: PageLink, by: float) -> PageLink:
    left, top, right, bottom = link.rectangle
    return replace(link, rectangle=(left + by, top, right + by, bottom))


def _move_bounds(element: StructureElement, moves: list[float]) -> None:
    """Say where the figures of an element stand now; a part is unpacked anew for each use, so nothing else is changed."""
    attributes = element.entries.get("A")
    if isinstance(attributes, dict) and "BBox" in attributes:
        left, bottom, right, top = attributes["BBox"]
        by = moves[element.page] * POINTS_PER_PIXEL
        attributes["BBox"] = pydyf.Array((left + by, bottom, right + by, top))
    for kid in element.kids:
        if isinstance(kid, StructureElement):
            _move_bounds(kid, moves)
