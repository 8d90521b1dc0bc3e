"""The text of laid-out pages in reading order, from the boxes of the engine: what a reader should extract from the PDF."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes

FORMULA = "\ufffc"
"""Stands for a formula or a picture in a line."""
APART = 0.35
"""A gap from which a text stands visibly apart from the one before it, in em: more than between Chinese and Latin letters."""
MARGIN = 0.2
"""A margin of an inline element, such as a number, from which its text stands apart, in em."""
LEADER = re.compile(r"[.…·]{8,}")
"""The dots that lead to a page number in a table of contents: a reader may leave them out."""


READING = "rt"
"""The element of the reading of a ruby, which stands above its line."""
MARKER = "::marker"
"""The element of the number or dot beside an item."""
INNER = 1000
"""More than the blocks of a page: the numbers of blocks inside a line begin there."""


class Flow(StrEnum):
    """Where a line belongs: the lines of one flow follow each other."""

    TEXT = "text"
    NOTE = "note"
    MARGIN = "margin"
    FLOAT = "float"


@dataclass(frozen=True)
class Line:
    """A line as it was set."""

    text: str
    flow: Flow
    block: int
    """The number of its block on the page: the next line of the same block continues it."""
    edges: tuple[int, ...] = ()
    """Where inline elements (a blank, code, a link, bold words) begin or end in it."""
    apart: tuple[int, ...] = ()
    """Where the design leaves a visible gap without a character, as behind a number: a reader may show a space there."""
    raised: tuple[int, ...] = ()
    """Where a smaller text above the line begins or ends: the call of a note, the number of a blank."""
    formulas: tuple[int, ...] = ()
    """Where the text of a formula, or of a part of one, begins or ends."""
    element: str = ""
    """The name of the element around it, where that is known: `th`, `figcaption`."""
    sides: tuple[float, float] = (-inf, inf)
    """From where to where the lines of its block reach across the page, in px."""
    cell: tuple[int, int] = (0, 0)
    """Numbers of the table and of the cell that its block is in; zeros outside tables."""

    def is_beside(self, other: "Line") -> bool:
        """True if its block is on the left or on the right of the one of another line, in any height.

        So are any two cells of a table, which has such blocks in the way, a reading and what it stands above, and a marker and its item.
        """
        are_cells = self.cell[0] and self.cell[0] == other.cell[0] and self.cell != other.cell
        return (
            bool(are_cells)
            or not {self.element, other.element}.isdisjoint((READING, MARKER))
            or self.sides[1] <= other.sides[0]
            or other.sides[1] <= self.sides[0]
        )


def list_lines(page: Any) -> list[Line]:
    """The lines of a laid-out page; they are gone when the page has been drawn."""
    found: list[Line] = []
    for box in page._page_box.children:
        whole = Flow.NOTE if isinstance(box, boxes.FootnoteAreaBox) else Flow.MARGIN if isinstance(box, boxes.MarginBox) else Flow.TEXT
        for number, block in enumerate(_blocks(box), len(found)):
            flow = Flow.FLOAT if block.floats else whole
            readings: list[str] = []
            found += [line for one in block.lines for line in _read_line(one, flow, number, block, readings) if line.text.strip()]
            found += [Line(reading, flow, number, element=READING, sides=block.sides, cell=block.cell) for reading in readings if reading]
    return found


class _Block(NamedTuple):
    """A block that has lines."""

    lines: list[Any]
    floats: bool
    sides: tuple[float, float]
    cell: tuple[int, int]
    element: str


def _blocks(box: Any, *, floats: bool = False, cell: tuple[int, int] = (0, 0), element: str = "") -> Iterator[_Block]:
    """Each block that has lines, in the order of the tree; a row of squared paper is one line."""
    floats = floats or box.is_floated()
    if isinstance(box, boxes.TableBox):
        cell = id(box), 0
    elif isinstance(box, boxes.TableCellBox):
        cell, element = (cell[0], id(box)), box.element_tag
    elif (box.element_tag or "").endswith(MARKER):
        element = MARKER
    children = list(getattr(box, "children", ()))
    if _has_class(box, "grid-row"):
        yield _Block([box], floats, _measure_sides([box]), cell, element)
        return
    own = [child for child in children if isinstance(child, boxes.LineBox)]
    if own:
        yield _Block(own, floats, _measure_sides(own), cell, element)
    for child in children:
        if not isinstance(child, boxes.LineBox):
            yield from _blocks(child, floats=floats, cell=cell, element=element)


def _measure_sides(lines: Iterable[Any]) -> tuple[float, float]:
    extents = [(line.position_x, line.position_x + line.width) for line in lines]
    return min(left for left, _ in extents), max(right for _, right in extents)


def _read_line(box: Any, flow: Flow, number: int, block: _Block, readings: list[str]) -> Iterator[Line]:
    """A line box as a line; blocks of several lines inside it, such as options side by side, are lines of their own.

    The readings of ruby are added to `readings`: they stand behind their paragraph.
    """
    found = _LineText(is_squared=_has_class(box, "grid-row"))
    for child in box.children:
        found.add(child)
    text = found.text.rstrip()
    inside = {*range(1, len(text))}
    gaps = inside if found.is_squared else found.gaps
    places = (found.edges, gaps, found.raised, found.formulas)
    edges, apart, raised, formulas = (tuple(sorted(inside.intersection(some))) for some in places)
    yield Line(LEADER.sub(_blank, text), flow, number, edges, apart, raised, formulas, block.element, block.sides, block.cell)
    readings += found.readings
    for place, inner in enumerate(found.blocks, 1):
        yield from (line for one in inner.lines for line in _read_line(one, flow, number + INNER * place, inner, readings))


class _LineText:
    """The text of a line while its boxes are read."""

    def __init__(self, *, is_squared: bool) -> None:
        self.is_squared = is_squared
        self.text = ""
        self.edges: list[int] = []
        self.gaps: list[int] = []
        self.raised: list[int] = []
        self.formulas: list[int] = []
        self.readings: list[str] = []
        self.blocks: list[_Block] = []
        self._right = inf
        """Where the last text ends on the page."""

    def add(self, box: Any) -> None:
        """Add what a box inside the line draws."""
        if isinstance(box, boxes.TextBox):
            self._add_text(box)
        elif isinstance(box, boxes.ReplacedBox):
            self._add_picture(box)
        elif box.element_tag == READING:
            self.readings.append("".join(clean(part.text) for part in box.descendants() if _is_shown(part)))
        elif isinstance(box, boxes.InlineBlockBox | boxes.InlineTableBox | boxes.InlineFlexBox):
            self._add_block(box)
        else:
            self._add_inline(box)

    def _add_text(self, box: Any) -> None:
        if _is_shown(box):
            self._pass_gap(box.position_x, box.style["font_size"], len(box.text) - len(box.text.lstrip()))
            self.text += clean(box.text)
            self._right = box.position_x + box.width

    def _add_picture(self, box: Any) -> None:
        """Add a picture, or a formula as its text; one in a hidden answer only keeps its space."""
        if box.style["visibility"] != "visible":
            return
        text = box.element.get("data-text", "") if box.element is not None else ""
        self._pass_gap(box.content_box_x(), box.style["font_size"])
        begin = len(self.text)
        self.text += "" if self.is_squared else clean(text) or FORMULA
        if text:
            self.formulas += (begin, len(self.text))
        self._right = box.content_box_x() + box.width

    def _pass_gap(self, left: float, size: float, spaces: int = 0) -> None:
        """Note a visible gap in front of a place, and behind the spaces there."""
        if left - self._right >= APART * size:
            self.gaps += (len(self.text), len(self.text) + spaces)

    def _add_block(self, box: Any) -> None:
        self._pass_raised(box)
        blocks = list(_blocks(box))
        if sum(len(block.lines) for block in blocks) > 1:
            self.text += FORMULA
            self.blocks += blocks
        else:
            for child in blocks[0].lines[0].children if blocks else ():
                self.add(child)
        self._pass_raised(box)

    def _add_inline(self, box: Any) -> None:
        self._pass_edge(box, box.margin_left)
        for child in getattr(box, "children", ()):
            self.add(child)
        self._pass_edge(box, box.margin_right)

    def _pass_edge(self, box: Any, margin: float) -> None:
        place = len(self.text)
        self.edges.append(place)
        if margin >= MARGIN * box.style["font_size"]:
            self.gaps.append(place)
        self._pass_raised(box)

    def _pass_raised(self, box: Any) -> None:
        if box.element_tag.endswith("::footnote-call") or _has_class(box, "nr"):
            self.raised.append(len(self.text))


def _is_shown(box: Any) -> bool:
    """True for a text that is drawn: what an edition hides keeps its space."""
    return isinstance(box, boxes.TextBox) and box.style["visibility"] == "visible"


def _has_class(box: Any, name: str) -> bool:
    return box.element is not None and name in (box.element.get("class") or "").split()


def _blank(match: re.Match[str]) -> str:
    return FORMULA * len(match[0])


def clean(text: str) -> str:
    """A text without characters that are not drawn; every space is one of the same kind."""
    shown = "".join(" " if char.isspace() and char not in "\n\u3000" else char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", shown)
