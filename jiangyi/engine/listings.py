"""The lines of a program listing, from texts that are shaped once each.

The engine makes two Pango layouts for each text of a line, sets their text twice, and has the texts shaped again to be drawn. Here a
text that fits up to a line feed is looked up. A line of such texts has no place to choose, so it is put together from their stored
widths. Its boxes are those that the engine would make; every other line is left to the engine.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS

from jiangyi.core import memoize
from jiangyi.engine.shaping import AdjustedLayout, ShapedLine, UnsupportedText, shape_line

PRESERVED = ("pre", "pre-wrap")
"""The values of `white-space` that keep line feeds and spaces."""
PAIR = 2
"""Characters of the texts that the engine looks for line ends in between two boxes."""
MAX_PAIRS = 5_000
SPECIAL = re.compile("[\u00ad\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\t\x0b\x0c\r\x85\u2028\u2029]")
"""Tabs, soft hyphens, other line separators than the line feed, and scripts from right to left."""


_engine_split_first_line = inline.split_first_line
_engine_can_break_text = inline.can_break_text


def is_listing(linebox: Any) -> bool:
    """True if the text of a line box is preformatted."""
    return linebox.style["white_space"] in PRESERVED


def build_line(
    context: Any, linebox: Any, position_y: float, skip_stack: Any, containing_block: Any
) -> tuple[Any, tuple[float, float], Any] | None:
    """The next line of a listing, by how much it is to be moved, and the place after it; None where it is left to the engine.

    The line is at its place but for that, and its boxes are not aligned vertically.
    """
    if context.excluded_shapes or linebox.style["direction"] != "ltr":
        return None
    skip_stack = inline.skip_first_whitespace(linebox, skip_stack)
    if skip_stack == "continue":
        return None
    linebox.position_y, linebox.width, linebox.height = position_y, 0, 0
    x, y, available = inline.avoid_collisions(context, linebox, containing_block, outer=False)
    linebox.position_x, linebox.position_y = x, y
    try:
        line, resume_at, ends = _ListingLine(containing_block, x + available).split(linebox, x + linebox.text_indent, skip_stack)
    except UnsupportedText:
        return None
    if not ends and inline.is_phantom_linebox(line):
        return None
    linebox.width, linebox.height = line.width, line.height
    return line, (inline.text_align(context, line, available, last=ends or resume_at is None), y), resume_at


@dataclass(slots=True)
class _ListingLine:
    """Copies the boxes of one line, up to a line feed; raises UnsupportedText where the engine has to do it."""

    containing_block: Any
    max_x: float

    def split(self, box: Any, x: float, skip_stack: Mapping[int, Any] | None) -> tuple[Any, Any, bool]:
        """The part of a box that begins at a place, where the next line begins in it, and whether a line feed ends the line."""
        if box.style["position"] != "static":
            raise UnsupportedText
        is_start, resume_at, ends = skip_stack is None, None, False
        skip, inner = next(iter(skip_stack.items())) if skip_stack else (0, None)
        children = []
        begin = x
        for index in range(skip, len(box.children)):
            child = box.children[index]
            child.position_y = box.position_y
            if not child.is_in_normal_flow():
                raise UnsupportedText
            inline.resolve_percentages(child, self.containing_block)
            if isinstance(child, boxes.TextBox):
                copy, inner_resume, ends = self.copy_text(child, x, next(iter(inner), 0) if inner else 0)
            elif isinstance(child, boxes.InlineBox) and not _has_edges(child):
                copy, inner_resume, ends = self.split(child, x, inner)
            else:
                raise UnsupportedText
            inner = None
            if copy is not None:
                children.append(copy)
                x = copy.position_x + copy.width
            if inner_resume is not None:
                resume_at = {index: inner_resume}
                break
        copy = box.copy_with_children(children)
        copy.remove_decoration(start=not is_start, end=resume_at is not None)
        if not isinstance(box, boxes.LineBox):
            copy.position_x = begin
        copy.width = children[-1].position_x + children[-1].width - copy.content_box_x() if children else 0
        inline._adjust_line_height(copy)
        return copy, resume_at, ends

    def copy_text(self, box: Any, x: float, skip: int) -> tuple[Any, Any, bool]:
        """The part of a text from a byte to a line feed, where the next line begins, and whether there is a line feed."""
        box.position_x = x
        text = box.text.encode()[skip:].decode() if skip else box.text
        if not text:
            return None, None, False
        room = self.max_x - x
        fitted = fit_text(text, box.style, room)
        if fitted is None or (fitted.line and x + fitted.line.width > self.max_x):
            raise UnsupportedText
        resume_at = None if fitted.resume is None else {skip + fitted.resume: None}
        line = fitted.line
        if line is None:
            return None, resume_at, True
        copy = box.copy_with_text(line.text.text())
        copy.width, copy.height = line.width, line.height
        copy.pango_layout = AdjustedLayout(line.text, None, None, room, box.style)
        copy.margin_top = copy.margin_bottom = (inline.strut(box.style)[0] - line.height) / 2
        copy.baseline = line.baseline + copy.margin_top
        return copy, resume_at, resume_at is not None


def _has_edges(box: Any) -> bool:
    """True if an inline box has margin, border or padding at its start or end."""
    return bool(
        box.margin_left or box.margin_right or box.padding_left or box.padding_right or box.border_left_width or box.border_right_width
    )


@dataclass(frozen=True, slots=True)
class FittedText:
    """A preformatted text up to its first line feed."""

    line: ShapedLine | None
    """None where nothing is before the line feed."""
    resume: int | None
    """The byte after the line feed; None where there is none."""


def fit_text(text: str, style: Any, room: float) -> FittedText | None:
    """The first line of a preformatted text; None where it is wider than the room in px, or needs the engine for another reason."""
    shown, feed, _ = text.partition("\n")
    if style["white_space"] not in PRESERVED or style["hyphens"] == "auto" or not style["font_size"] or SPECIAL.search(shown):
        return None
    resume = len(shown.encode()) + 1 if feed else None
    if not shown:
        return FittedText(None, resume)
    try:
        line = shape_line(shown, style)
    except UnsupportedText:
        return None
    fits = line.width <= room and line.width * TO_UNITS <= int(max(0, room) * TO_UNITS)
    return FittedText(line, resume) if fits else None


def split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    justification_spacing: Any,
    is_line_start: Any = True,  # noqa: FBT002
    minimum: Any = False,  # noqa: FBT002
) -> tuple[Any, ...]:
    """The first line of a text, and its size. Replaces `split_first_line`."""
    fitted = None if max_width is None or justification_spacing else fit_text(text, style, max_width)
    if fitted is None:
        found: tuple[Any, ...] = _engine_split_first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        return found
    line = fitted.line
    if line is None:
        return None, 0, fitted.resume, 0, 0, 0
    layout = AdjustedLayout(line.text, None, None, max_width, style)
    return layout, len(layout.text.encode()), fitted.resume, line.width, line.height, line.baseline


@memoize(MAX_PAIRS)
def can_break_pair(pair: str, lang: str) -> bool:
    """True if a line may end between two characters."""
    return bool(_engine_can_break_text(pair, lang))


def can_break_text(text: str, lang: str) -> bool:
    """True if a line may end inside a text. Replaces `can_break_text`."""
    return can_break_pair(text, lang) if len(text) == PAIR else bool(_engine_can_break_text(text, lang))
