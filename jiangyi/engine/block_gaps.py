"""Spaces between blocks that stand side by side, such as the cells of a table.

A program that reads a text guesses the spaces in it from its gaps. MuPDF guesses one only behind letters, numbers and marks of the first
alphabets (`may_add_space` in its `stext-device.c`), and takes a gap of 0.8 em and more for another line: words of Chinese in narrow columns
are joined. So a space is drawn in such a gap.
"""

from typing import Any

from weasyprint.formatting_structure import boxes

from jiangyi.engine.line_ends import make_space
from jiangyi.engine.shaping import AdjustedLayout

NARROWEST, WIDEST = 0.15, 0.8
"""Em of a gap that is neither nothing nor another line."""
HIGHEST = 0.8
"""Em between two baselines that are one line."""
ALPHABETS = ((0, 0x700), (0x2000, 0x20D0))
"""Characters behind which a gap is a space for every program."""


def make_space_between(before: Any, following: Any) -> Any:
    """The box of a space between the texts of two blocks, None where the gap is none or is read as one."""
    text = before.pango_layout.text if isinstance(getattr(before, "pango_layout", None), AdjustedLayout) else ""
    if not text or not isinstance(following, boxes.TextBox) or any(begin <= ord(text[-1]) < end for begin, end in ALPHABETS):
        return None
    size, right = before.style["font_size"], before.position_x + before.width
    baseline = before.position_y + before.baseline
    begin = following.position_x + getattr(following.pango_layout, "lead", 0.0)
    gap, fall = begin - right, following.position_y + following.baseline - baseline
    if not NARROWEST * size < gap < WIDEST * size or abs(fall) > HIGHEST * size:
        return None
    space = make_space(before.copy(), right)
    space.position_y = baseline - space.baseline
    return space
