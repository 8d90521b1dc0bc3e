"""Gaps between blocks that stand side by side, such as the cells of a table.

A program that reads a text guesses the spaces in it from its gaps. MuPDF guesses one only behind letters, numbers and marks of the first
alphabets (`may_add_space` in its `stext-device.c`), and takes a gap of 0.8 em and more for another line: words of Chinese in narrow columns
are joined. So a space is drawn in such a gap.

A mark may hang over the edge of its block by its blank half, and an opening one in the next block begins with its ink. Where that leaves
little of the gap, the mark ends with its ink; not even a space is one for PDFium in less than a sixth of the width of what is before it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from weasyprint.formatting_structure import boxes

from jiangyi.engine.line_ends import make_space
from jiangyi.engine.shaping import AdjustedLayout

NARROWEST, WIDEST = 0.15, 0.8
"""Em of a gap that is neither nothing nor another line."""
CLEAR, WIDE = 0.3, 0.6
"""Em of a gap behind a mark from which it is wide enough for every program, and that it may get."""
OVERHANG = 0.1
"""Em of its ink that a mark gives up with its blank at most, as the programs see it, since its advance is rounded."""
HIGHEST = 0.8
"""Em between two baselines that are one line."""
ALPHABETS = ((0, 0x700), (0x2000, 0x20D0))
"""Characters behind which a gap is a space for every program."""


def find_begin(box: Any) -> float:
    """Where the text of a box begins, in px."""
    return float(box.position_x + getattr(box.pango_layout, "lead", 0.0))


def find_neighbours(texts: Iterable[tuple[int, Any]]) -> Mapping[Any, Any]:
    """The text boxes that end in a mark beside a text of another block, each with that one; given with the numbers of blocks."""
    numbered = sorted(((find_begin(box), number, box) for number, box in texts), key=itemgetter(0))
    begins = [begin for begin, *_ in numbered]
    found = {}
    for _, number, box in numbered:
        blank = box.pango_layout.last_blank if isinstance(box.pango_layout, AdjustedLayout) and box.pango_layout.text else 0.0
        if not blank:
            continue
        size, right, baseline = box.style["font_size"], box.position_x + box.width, box.position_y + box.baseline
        for at in range(bisect_left(begins, right - blank), bisect_left(begins, right + CLEAR * size)):
            _, other, beside = numbered[at]
            if other != number and abs(beside.position_y + beside.baseline - baseline) <= HIGHEST * size:
                found[box] = beside
                break
    return found


def separate_texts(before: Any, following: Any) -> tuple[Any, Any]:
    """The box of a text so that it ends before that of another block, and that of a space between them; None where no space is needed."""
    layout = getattr(before, "pango_layout", None)
    if not isinstance(layout, AdjustedLayout) or not layout.text or not isinstance(following, boxes.TextBox):
        return before, None
    size, right = before.style["font_size"], before.position_x + before.width
    baseline = before.position_y + before.baseline
    gap = find_begin(following) - right
    fall = following.position_y + following.baseline - baseline
    blank = layout.last_blank
    given = min(blank + OVERHANG * size, WIDE * size - gap) if blank and gap < CLEAR * size else 0.0
    if not NARROWEST * size < gap + given < WIDEST * size or abs(fall) > HIGHEST * size:
        return before, None
    if not given and any(begin <= ord(layout.text[-1]) < end for begin, end in ALPHABETS):
        return before, None
    space = make_space(before.copy(), right - given)
    space.position_y = baseline - space.baseline
    if not given:
        return before, space
    ended = before.copy()
    ended.pango_layout = layout.narrow_last(given)
    return ended, space


def end_above(before: Any, below: Any) -> Any:
    """The box of a mark so that it is no wider than its ink where a text that begins to the left of it, and a little lower, is drawn next.

    PDFium takes two texts for one line, and sorts them from left to right, if their baselines differ by less than half of the wider one of
    two glyphs: the last one and the next one (`CPDF_TextPage::ProcessTextObject`).
    """
    layout = getattr(before, "pango_layout", None)
    if not isinstance(layout, AdjustedLayout) or len(layout.text) != 1 or not layout.last_blank or not isinstance(below, boxes.TextBox):
        return before
    fall = below.position_y + below.baseline - before.position_y - before.baseline
    if find_begin(below) >= before.position_x or not 0 < fall < HIGHEST * before.style["font_size"]:
        return before
    ended = before.copy()
    ended.pango_layout = layout.narrow_last(layout.last_blank)
    return ended
