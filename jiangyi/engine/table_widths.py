"""Give the columns of a table widths by their content, and note which tables need more width than there is.

The engine's own algorithm (CSS Tables 3 §4.4) adds the same part of the difference between narrowest and widest to every column, so that
a column of short cells is broken into several lines beside one of long texts. Here a column is as wide as its content wherever a wider one
has more to give; texts share the rest by the root of their lengths, which makes the rows about as low as they can be.

A table is never wider than its place. What it would need is noted in an attribute of its element, from which the PDF writer chooses a
smaller size, a page in landscape, or fewer columns side by side, and lays the document out again.
"""

import json
from collections.abc import Sequence
from math import sqrt
from typing import Any

from weasyprint.layout import table as tables
from weasyprint.layout.preferred import table_and_columns_preferred_widths

_auto_table_layout, _table_layout = tables.auto_table_layout, tables.table_layout
TABLE_NEED = "data-need"
"""The attribute of a table element that holds what its columns need, as JSON: see `note_need`."""
COMFORT = 4.0
"""Em of text: a column gets that much, if its content takes it, before the table counts as too wide; it keeps short cells on one line.

A column of long texts gets a tenth of their length in addition, up to half as much again.
"""
SQUEEZED = 2.5
"""Em of text that it gets at least, if its content takes it, where short cells may be broken."""
TOLERANCE = 0.01
"""Px by which widths may differ."""
STEPS = 40
"""Halvings of an interval: more exact than a pixel is needed nowhere."""


def auto_table_layout(context: Any, box: Any, containing_block: Any) -> None:
    """Find the widths of the columns of a table. Replaces `auto_table_layout`."""
    _auto_table_layout(context, box, containing_block)
    table = box.get_wrapped_table()
    _, _, least, most, percentages, constrained, spacing, grid = table_and_columns_preferred_widths(context, box, outer=False)
    if not grid or any(percentages) or any(constrained):
        return
    outside = sum(margin for margin in (box.margin_left, box.margin_right) if margin != "auto")
    edges = table.padding_left + table.padding_right + table.border_left_width + table.border_right_width
    room = containing_block[0] - outside - edges - spacing
    if sum(most) <= room + TOLERANCE:
        return
    size = table.style["font_size"]
    padding = find_padding(table)
    usual = [padding + size * COMFORT + min(high / 10, size * COMFORT / 2) for high in most]
    comfort = [max(low, min(high, width)) for low, high, width in zip(least, most, usual, strict=True)]
    if sum(comfort) > room + TOLERANCE:
        squeezed = [max(low, min(high, padding + size * SQUEEZED)) for low, high in zip(least, most, strict=True)]
        note_need(table.element, room, size, squeezed, comfort)
    table.width = room + spacing
    table.column_widths = share_width(room, comfort if sum(comfort) <= room else least, most)


def find_padding(table: Any) -> float:
    """The padding at both sides of the cells of a table, in px."""
    style = next((cell.style for group in reversed(table.children) for row in group.children for cell in row.children), None)
    return sum(getattr(style[f"padding_{side}"], "value", 0.0) for side in ("left", "right")) if style else 0.0


def note_need(element: Any, room: float, size: float, least: Sequence[float], comfort: Sequence[float]) -> None:
    """Note at an element how wide its columns have to be, in px: at `least`, where no word is broken, and for `comfort`."""
    if element is not None and TABLE_NEED not in element.attrib:
        need = {"room": room, "size": size, "least": list(map(float, least)), "comfort": list(map(float, comfort))}
        element.set(TABLE_NEED, json.dumps(need))


def share_width(room: float, least: Sequence[float], most: Sequence[float]) -> list[float]:
    """The widths of columns that share some room: each between its least and most, the long ones by the root of their length.

    A column that is content with half of an equal share gets what it needs.
    """
    whole = [most[n] if most[n] <= room / len(most) / 2 else low for n, low in enumerate(least)]
    least = whole if sum(whole) <= room else least
    total = sum(least)
    if total >= room:
        return [width * room / total for width in least]
    weights = [sqrt(width) for width in most]
    low, high = 0.0, max(width / max(weight, TOLERANCE) for width, weight in zip(most, weights, strict=True))

    def widths(level: float) -> list[float]:
        return [max(small, min(large, level * weight)) for small, large, weight in zip(least, most, weights, strict=True)]

    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(widths(middle)) <= room else (low, middle)
    found = widths(low)
    rest = room - sum(found)
    widest = max(range(len(found)), key=found.__getitem__)
    return [width + rest if place == widest else width for place, width in enumerate(found)]


def table_layout(
    context: Any,
    table: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    page_is_empty: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
) -> Any:
    """Lay out the rows of a table on a page; the line 续表 of its head only where it goes on. Replaces `table_layout`.

    A table begins below its caption at the top of a page, even if its first rows, which belong together, are too high for that.
    """
    others = (skip_stack, containing_block, page_is_empty or _begins_page(context, containing_block), absolute_boxes, fixed_boxes)
    head = table.children[0] if skip_stack is None and table.children and table.children[0].is_header else None
    rows = [row for row in head.children if not _is_continuation(row)] if head else []
    if head is None or len(rows) == len(head.children):
        return _table_layout(context, table, bottom_space, *others)
    children = table.children
    table.children = [head.copy_with_children(rows), *children[1:]]
    try:
        return _table_layout(context, table, bottom_space, *others)
    finally:
        table.children = children


def _begins_page(context: Any, wrapper: Any) -> bool:
    """True if nothing is above a table on its page but its caption."""
    page = getattr(context.current_footnote_area, "page", None)
    return page is not None and not context.in_column and wrapper.position_y - page.content_box_y() < TOLERANCE


def _is_continuation(row: Any) -> bool:
    return row.element is not None and row.element.get("class") == "continuation"
