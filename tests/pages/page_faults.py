"""What is wrong on the pages of a laid-out handout, read from its PDF: marks outside the type area, empty pages, torn-off lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

import pymupdf
from weasyprint.formatting_structure import boxes

from tests.pages.handout_source import HandoutSource

PX = 0.75
"""Points in a CSS px."""
ROUNDING = 0.75
"""How far a mark may stand outside, in points: half of the thickest rule."""
PATTERN = 2.0
"""How far a picture may, in points: patterns such as emphasis dots have an empty edge."""
BEARING = 0.06
"""How far a glyph may, in em: most of its advance is not drawn."""
CLOSING, OPENING = "，。、；：！？”’）》〉】〕」』％", "“‘（《〈【〔「『"
"""Marks of which only the left or only the right half is drawn: at the edge of a line the other half hangs out."""
SAME_LINE = 2.0
"""How far the tops of two texts of a line may differ, in points."""


@dataclass(frozen=True)
class PageAreas:
    """The areas of a page in points: the text area, that of the footnotes in it, and the boxes in its margins."""

    body: pymupdf.Rect
    notes_top: float
    """Where the footnotes begin; the foot of the body where there are none."""
    margins: tuple[pymupdf.Rect, ...]
    is_cover: bool

    def contains(self, rectangle: pymupdf.Rect, near: float) -> bool:
        """True if a mark stands in the text area or in one of the boxes of the margins, or so near to it in points."""
        edge = (-near, -near, near, near)
        grown = (area + edge for area in (self.body, *self.margins))
        return any(area.contains(rectangle) for area in grown)


def find_areas(page: Any) -> PageAreas:
    """The areas of a laid-out page, from the boxes of the engine; they are gone when the page has been drawn."""
    box = page._page_box
    left, top = box.content_box_x() * PX, box.content_box_y() * PX
    body = pymupdf.Rect(left, top, left + box.width * PX, top + box.height * PX)
    notes = [child for child in box.children if isinstance(child, boxes.FootnoteAreaBox) and child.children]
    margins = [child for child in box.children if isinstance(child, boxes.MarginBox)]
    whole = box.width == box.margin_width() and box.height == box.margin_height()
    notes_top = min((child.position_y * PX for child in notes), default=body.y1)
    return PageAreas(body, notes_top, tuple(_outline(child) for child in margins), whole)


def _outline(box: Any) -> pymupdf.Rect:
    left, top = box.position_x * PX, box.position_y * PX
    return pymupdf.Rect(left, top, left + box.margin_width() * PX, top + box.margin_height() * PX)


def find_faults(data: bytes, areas: Sequence[PageAreas], source: HandoutSource) -> Iterator[str]:
    """Every fault of a PDF, with the number of its page."""
    with pymupdf.open(stream=data) as document:
        assert len(document) == len(areas)
        for sheet, area in zip(document, areas, strict=True):
            if area.is_cover:
                continue
            lines = list(_body_lines(sheet, area))
            faults = [*_find_outside(sheet, area)]
            if lines and sheet.number < len(document) - 1:
                faults += [f"at the foot: {text}" for text in source.keep_with_next if _ends_with(lines[-1].text, text)]
            if lines and not _has_marks(sheet, area, lines[0].top):
                faults += [f"at the top: {text}" for text in source.keep_with_previous if text in lines[0].text]
            if not lines and not _has_marks(sheet, area):
                faults.append("empty page")
            yield from (f"page {sheet.number + 1}: {fault}" for fault in faults)


def _find_outside(sheet: Any, area: PageAreas) -> Iterator[str]:
    for span in sheet.get_texttrace():
        near = ROUNDING + span["size"] * BEARING
        outside = [chr(char[0]) for char in span["chars"] if chr(char[0]).strip() and not area.contains(_glyph_box(span, char), near)]
        if outside:
            yield f"text outside the type area: {''.join(outside)}"
    for what, rectangle in _drawn(sheet):
        if not rectangle.is_empty and not area.contains(rectangle, PATTERN if what == "picture" else ROUNDING):
            yield f"{what} outside the type area: {_show(rectangle)} of {_show(area.body)}"


def _glyph_box(span: Any, char: Any) -> pymupdf.Rect:
    """The advance of a glyph on its baseline; readings above the first line of a page stand in the margin (JLREQ §3.3)."""
    origin, half, mark = pymupdf.Point(char[2]), span["size"] / 2, chr(char[0])
    left, right = char[3][0], char[3][2]
    if mark in CLOSING:
        right = min(right, left + half)
    elif mark in OPENING:
        left = max(left, right - half)
    return pymupdf.Rect(left, origin.y, right, origin.y)


def _drawn(sheet: Any) -> Iterator[tuple[str, pymupdf.Rect]]:
    for path in sheet.get_drawings():
        yield "rule", path["rect"]
    for image in sheet.get_image_info():
        yield "picture", pymupdf.Rect(image["bbox"])


def _has_marks(sheet: Any, area: PageAreas, foot: float = inf) -> bool:
    """True if something other than text is drawn in the text area above a height."""
    shown = (rectangle for _, rectangle in _drawn(sheet) if area.body.intersects(rectangle))
    return any(rectangle.height > 1 and rectangle.y1 < foot + ROUNDING for rectangle in shown)


class Line(NamedTuple):
    """A line of text and its top in points."""

    text: str
    top: float


def _body_lines(sheet: Any, area: PageAreas) -> Iterator[Line]:
    """The lines of text above the footnotes, from the top; what stands side by side is one line."""
    words = [word for word in sheet.get_text("words", clip=area.body) if word[3] <= area.notes_top + ROUNDING]
    line: list[Any] = []
    for word in sorted(words, key=lambda word: (word[3], word[0])):
        if line and word[3] - line[0][3] > SAME_LINE:
            yield _join(line)
            line = []
        line.append(word)
    if line:
        yield _join(line)


def _join(words: Sequence[Any]) -> Line:
    text = "".join(word[4] for word in sorted(words, key=lambda word: word[0]))
    return Line(text, min(word[1] for word in words))


def _ends_with(line: str, text: str) -> bool:
    """True if a line holds the end of a text and nothing behind it; not where it is an entry of the contents, with its page number."""
    return line.endswith(text) or (len(line) > 2 and text.endswith(line))


def _show(rectangle: pymupdf.Rect) -> str:
    return "({:.0f}, {:.0f}, {:.0f}, {:.0f})".format(*rectangle)
