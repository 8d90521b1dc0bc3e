"""The text of laid-out pages in reading order, from the boxes of the engine: what a reader should extract from the PDF."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes

FORMULA = "\ufffc"
"""Stands for a formula or a picture in a line."""
APART = 0.35
"""A gap from which a text stands visibly apart from the one before it, in em: more than between Chinese and Latin letters."""
MARGIN = 0.2
"""A margin of an inline element, such as a number, from which its text stands apart, in em."""
LEADER = re.compile(r"[.…·]{8,}")
"""The dots that lead to a page number in a table of contents: a reader may leave them out."""


class Flow(StrEnum):
    """Where a line belongs: the lines of one flow follow each other."""

    TEXT = "text"
    NOTE = "note"
    MARGIN = "margin"


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


def list_lines(page: Any) -> list[Line]:
    """The lines of a laid-out page; they are gone when the page has been drawn."""
    found: list[Line] = []
    for box in page._page_box.children:
        flow = Flow.NOTE if isinstance(box, boxes.FootnoteAreaBox) else Flow.MARGIN if isinstance(box, boxes.MarginBox) else Flow.TEXT
        for block, inner in enumerate(_blocks(box), len(found)):
            readings: list[str] = []
            found += [line for box in inner for line in _read_line(box, flow, block, readings) if line.text.strip()]
            found += [Line(reading, flow, block) for reading in readings]
    return found


def _blocks(box: Any) -> Iterator[list[Any]]:
    """The lines of each block that has lines, in the order of the tree; the cells of a row of squared paper are one."""
    children = list(getattr(box, "children", ()))
    if _has_class(box, "grid-row"):
        yield [box]
        return
    own = [child for child in children if isinstance(child, boxes.LineBox)]
    if own:
        yield own
    for child in children:
        if not isinstance(child, boxes.LineBox):
            yield from _blocks(child)


def _read_line(box: Any, flow: Flow, block: int, readings: list[str]) -> Iterator[Line]:
    """A line box as a line; blocks of several lines inside it, such as options side by side, are lines of their own.

    The readings of ruby are added to `readings`: they stand behind their paragraph.
    """
    pieces: list[str] = []
    edges: list[int] = []
    gaps: list[int] = []
    blocks_inside: list[Line] = []
    number, right = block, inf

    def length() -> int:
        return sum(map(len, pieces))

    def note_edge(margin: float, inner: Any) -> None:
        edges.append(length())
        if margin >= MARGIN * inner.style["font_size"]:
            gaps.append(length())

    def visit(inner: Any) -> None:
        nonlocal number, right
        if isinstance(inner, boxes.TextBox):
            if inner.style["visibility"] == "visible":
                if inner.position_x - right >= APART * inner.style["font_size"]:
                    gaps.extend((length(), length() + len(inner.text) - len(inner.text.lstrip())))
                pieces.append(clean(inner.text))
                right = inner.position_x + inner.width
        elif isinstance(inner, boxes.ReplacedBox):
            pieces.append("" if _has_class(box, "grid-row") else FORMULA)
        elif inner.element_tag == "rt":
            readings.append("".join(clean(part.text) for part in inner.descendants() if isinstance(part, boxes.TextBox)))
        elif isinstance(inner, boxes.InlineBlockBox | boxes.InlineTableBox | boxes.InlineFlexBox):
            blocks = list(_blocks(inner))
            if sum(map(len, blocks)) > 1:
                pieces.append(FORMULA)
                for lines in blocks:
                    number += 1000
                    blocks_inside.extend(line for one in lines for line in _read_line(one, flow, number, readings))
            else:
                for child in blocks[0][0].children if blocks else ():
                    visit(child)
        else:
            note_edge(inner.margin_left, inner)
            for child in getattr(inner, "children", ()):
                visit(child)
            note_edge(inner.margin_right, inner)

    for child in box.children:
        visit(child)
    text = "".join(pieces).rstrip()
    inside = range(1, len(text))
    if _has_class(box, "grid-row"):
        gaps = [*inside]
    yield Line(LEADER.sub(_blank, text), flow, block, tuple(sorted({*edges} & {*inside})), tuple(sorted({*gaps} & {*inside})))
    yield from blocks_inside


def _has_class(box: Any, name: str) -> bool:
    return box.element is not None and name in (box.element.get("class") or "").split()


def _blank(match: re.Match[str]) -> str:
    return FORMULA * len(match[0])


def clean(text: str) -> str:
    """A text without characters that are not drawn; every space is one of the same kind."""
    shown = "".join(" " if char.isspace() and char not in "\n\u3000" else char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", shown)
