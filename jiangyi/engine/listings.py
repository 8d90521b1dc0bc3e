"""The lines of a program listing, from texts that are shaped once each.

The engine makes two Pango layouts for each text of a line, sets their text twice, and has the texts shaped again to be drawn. A line
that ends with a line feed and fits has no place to choose, so it is put together here from stored widths. Its boxes are those
that the engine would make; every other line is left to the engine.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS

from jiangyi.engine.shaping import AdjustedLayout, UnsupportedText, shape_line

PRESERVED = ("pre", "pre-wrap")
"""The values of `white-space` that keep line feeds and spaces."""
SPECIAL = re.compile("[\u00ad\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\t\x0b\x0c\r\x85\u2028\u2029]")
"""Tabs, soft hyphens, other line separators than the line feed, and scripts from right to left."""


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
        style = box.style
        box.position_x = x
        text = box.text.encode()[skip:].decode() if skip else box.text
        if not text:
            return None, None, False
        shown, feed, _ = text.partition("\n")
        if style["white_space"] not in PRESERVED or style["hyphens"] == "auto" or not style["font_size"] or SPECIAL.search(shown):
            raise UnsupportedText
        resume_at = {skip + len(shown.encode()) + 1: None} if feed else None
        if not shown:
            return None, resume_at, True
        shaped = shape_line(shown, style)
        room = self.max_x - x
        if shaped.width * TO_UNITS > int(max(0, room) * TO_UNITS) or x + shaped.width > self.max_x:
            raise UnsupportedText
        copy = box.copy_with_text(shown)
        copy.width, copy.height = shaped.width, shaped.height
        copy.pango_layout = AdjustedLayout(shaped.text, 0, len(shaped.text.offsets), None, room, style)
        copy.margin_top = copy.margin_bottom = (inline.strut(style)[0] - shaped.height) / 2
        copy.baseline = shaped.baseline + copy.margin_top
        return copy, resume_at, bool(feed)


def _has_edges(box: Any) -> bool:
    """True if an inline box has margin, border or padding at its start or end."""
    return bool(
        box.margin_left or box.margin_right or box.padding_left or box.padding_right or box.border_left_width or box.border_right_width
    )
