"""Gaps between the boxes of a line, which belong to the last glyph before them.

Between two boxes of a line there is the space of Chinese and Latin, the padding of code or of a blank, or less than nothing where marks
are squeezed. The boxes are drawn one by one at their places; so that a program that reads the text sees no space there, the last glyph
of a box reaches to the next one (`writers/pdf/spaced_glyphs`), and so does the text of a formula (`writers/pdf/formula_text`).
"""

from array import array
from typing import Any

from weasyprint.formatting_structure import boxes

from jiangyi.engine.line_ends import SPACE
from jiangyi.engine.shaping import AdjustedLayout

NARROWEST, WIDEST = -0.8, 0.55
"""Em: what is wider is meant to separate, as before the points of an exercise."""
SEPARATING = 0.15
"""Em of margin from which it separates."""
SMALLEST = 0.02
"""Em that no program takes for a space."""
HIGHEST = 0.6
"""Em that a sub- or superscript is from the baseline at most."""
STEEPEST = 0.55
"""Fall of the baseline per width of the wider glyph: above three quarters PDFium begins a line, and below one third it does, too."""


def fill_box_gaps(line: Any) -> None:
    """Let the last glyph of each text in a finished line reach to the next text or picture."""
    children = line.children
    if len(children) > 1 or (children and isinstance(children[0], boxes.ParentBox)):
        _fill(line, None)


def _fill(parent: Any, before: Any) -> Any:
    """Fill the gaps in a box and in front of it; returns the last text or picture in it, None where what follows is apart."""
    for box in parent.children:
        if isinstance(box, boxes.TextBox):
            if before is not None:
                _fill_gap(before, box, box.position_x, box.position_y + (box.baseline or 0.0))
            before = box if isinstance(box.pango_layout, AdjustedLayout) else None
        elif isinstance(box, boxes.ReplacedBox):
            if before is not None:
                _fill_gap(before, box, box.content_box_x(), None)
            before = box
        elif isinstance(box, boxes.ParentBox):
            before = _fill(box, None if _separates(box, "margin_left") else before)
            before = None if _separates(box, "margin_right") else before
    return before


def _separates(box: Any, side: str) -> bool:
    """True if a box has a margin on a side, as a label has; padding is part of it, and so is the margin of a note call."""
    return bool(getattr(box.style[side], "value", 0) > SEPARATING * box.style["font_size"])


def _fill_gap(before: Any, following: Any, x: float, baseline: float | None) -> None:
    """Make the space between a text or picture and what follows it in the same line a part of the first."""
    size = before.style["font_size"]
    is_text = isinstance(before, boxes.TextBox)
    right = before.position_x if is_text else before.content_box_x()
    gap = (x - right - before.width) / size + (_widen_call(before, following, baseline) if is_text and baseline is not None else 0.0)
    if abs(gap) < SMALLEST or not NARROWEST < gap < WIDEST or following.style["visibility"] != "visible":
        return
    if not is_text:
        before.gap_after = gap * size
        return
    if baseline is not None and abs(baseline - before.position_y - (before.baseline or 0.0)) > HIGHEST * size:
        return
    layout = before.pango_layout
    beside = getattr(following, "pango_layout", None)
    if layout.text.endswith(SPACE) and isinstance(beside, AdjustedLayout) and beside.give_up_blank(-gap * size):
        return  # else the mark would lie on the space
    shifts = layout.shifts or array("d", bytes(8 * len(layout.clusters)))
    shifts[-1] = gap * size
    layout.shifts = shifts


def _widen_call(before: Any, following: Any, baseline: float) -> float:
    """Em by which a lone raised character, as a note call, reaches into a narrow one behind it, so that both are read as one line."""
    fall = baseline - before.position_y - (before.baseline or 0.0)
    narrow = getattr(following, "text", "")[:1].isascii() and len(before.text) == 1
    return max(0.0, fall / STEEPEST - before.width) / before.style["font_size"] if narrow and fall > 0 else 0.0
