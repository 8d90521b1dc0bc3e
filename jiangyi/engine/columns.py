"""Set text in columns (CLREQ §3.4.1): equally high where the text ends, and with all their footnotes on the page.

The engine lets columns grow by the height that the next block lacks, a pixel where it knows none; sends footnotes to the next page where
they take room from columns that are full; leaves the distance above a block at the head of a column, so that the lines of two columns
are not on the same baselines; and moves all columns to the next page for a block that has no room in the last one.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from weasyprint.layout import block, column, inline
from weasyprint.layout.percent import percentage

_engine_columns_layout = block.columns_layout
TOLERANCE = 0.1
"""Px by which heights may differ."""
UNEVEN = 3
"""Lines by which columns may differ where the text goes on."""
MOST_TRIALS = 8
"""Layouts for the footnotes of a page; each ends nearer at the height that leaves room for them."""


class Placed(NamedTuple):
    """Columns that were laid out in some height."""

    boxes: list[Any]
    rest: Any
    """Where the text goes on; None where it ends."""
    next_page: Any
    notes: float
    """The height of the footnotes of the page, in px."""

    @property
    def is_whole(self) -> bool:
        """True if the text ends in them."""
        return bool(self.boxes) and self.rest is None

    def holds_as_much_as(self, other: "Placed") -> bool:
        """True if the text goes on or ends at the same place."""
        return bool(self.boxes) and self.rest == other.rest

    @property
    def height(self) -> float:
        """The height of the highest one, in px."""
        return max(map(measure_column, self.boxes), default=0.0)


@dataclass(frozen=True, slots=True)
class ColumnText:
    """A text that is set in columns, from some place on."""

    context: Any
    box: Any
    begin: Any
    around: Any
    """Its containing block."""
    lists: tuple[Any, Any]
    """The absolute and the fixed boxes of the page."""
    first_styles: tuple[Any, Any]
    count: int
    width: float
    gap: float
    is_page_empty: bool

    def place(self, height: float, *, must_begin: bool, final: bool = False) -> Placed:
        """Lay out the columns in some height; the first one breaks what is to be kept together only where it must begin the text."""
        context, top = self.context, self.box.content_box_y()
        space, rest, found = context.page_bottom - top - height, self.begin, []
        next_page: Any = {"break": "any", "page": None}
        for number in range(self.count):
            one = column._create_column_box(self.box, self.around, self.box.children, self.width, top - self.find_margin(rest))
            one.position_x += number * (self.width + self.gap)
            lists = self.lists if final else ([], [])
            made, after, page, *_ = block.block_box_layout(
                context,
                one,
                space,
                rest,
                self.around,
                (must_begin and not number) or self.goes_on(rest),
                *lists,
                None,
                *self.first_styles,
                discard=False,
                max_lines=None,
            )
            if made is None:
                break
            made.position_y = top
            found.append(made)
            rest, next_page = after, page
            if rest is None:
                break
        return Placed(found, rest, next_page, measure_notes(context))

    def try_height(self, height: float, *, must_begin: bool = False) -> Placed:
        """Lay out the columns in some height, and take everything back."""
        placed = self.place(height, must_begin=must_begin)
        block.remove_placeholders(self.context, placed.boxes, [], [])
        return placed

    def goes_on(self, begin: Any) -> bool:
        """True if a column goes on with a block that was to be kept together, but is higher than a page."""
        ((index, within),) = begin.items() if begin else ((0, None),)
        return within is not None and block.avoid_page_break(self.box.children[index].style["break_inside"], self.context)

    def find_margin(self, begin: Any) -> float:
        """Px above the block that a column begins with: there is no distance at its head."""
        ((index, within),) = begin.items() if begin else ((0, None),)
        margin: Any = self.box.children[index].style["margin_top"] if within is None and index < len(self.box.children) else None
        return float(margin.value) if getattr(margin, "unit", "").lower() == "px" else 0.0

    def fill(self, room: float) -> Placed:
        """Lay out the columns as high as the footnotes leave room, in px, or less where the text ends."""
        step = find_line_height(self.box)
        height, most, fitting = room, room, (0.0, Placed([], self.begin, None, 0.0))
        for _ in range(MOST_TRIALS):
            placed = self.try_height(height, must_begin=self.is_page_empty)
            spare = room - height - placed.notes
            if spare < -TOLERANCE:
                most, height = height, room - placed.notes
            else:
                fitting = height, placed
                height = height + spare if height + spare < most else (height + most) / 2
            if height < fitting[0] + step / 2:
                break
        height, placed = fitting
        is_uneven = placed.is_whole or len(placed.boxes) < self.count or placed.height - measure_column(placed.boxes[-1]) > UNEVEN * step
        balanced = self.balance(placed, height) if placed.boxes and is_uneven else None
        if balanced is not None:
            return self.place(balanced, must_begin=False, final=True)
        return self.place(height, must_begin=self.is_page_empty, final=True)

    def balance(self, placed: Placed, height: float) -> float | None:
        """The least height in whole lines that holds as much; None where that breaks what is to be kept together.

        The text may go on, and the columns be uneven, where the next page has to begin with a block that is kept together.
        """
        step = find_line_height(self.box)
        total = sum(map(measure_column, placed.boxes))
        least, most = int(total / self.count / step), max(1, -int(-min(placed.height, height) // step))
        while least < most:
            middle = (least + most) // 2
            fits = min(middle * step + TOLERANCE, height)
            if middle and self.try_height(fits).holds_as_much_as(placed):
                most = middle
            else:
                least = middle + 1
        fits = min(most * step + TOLERANCE, height)
        return fits if self.try_height(fits).holds_as_much_as(placed) else None


def columns_layout(
    context: Any,
    box: Any,
    bottom_space: float,
    skip_stack: Any,
    containing_block: Any,
    page_is_empty: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    adjoining_margins: Any,
    *first_styles: Any,
) -> tuple[Any, Any, Any, list[Any], bool]:
    """Lay out a text in columns. Replaces `columns_layout`."""
    if not is_plain(box):
        others = (absolute_boxes, fixed_boxes, adjoining_margins, *first_styles)
        made: tuple[Any, Any, Any, list[Any], bool] = _engine_columns_layout(
            context, box, bottom_space, skip_stack, containing_block, page_is_empty, *others
        )
        return made
    box = box.copy_with_children([child.copy() for child in box.children])
    box.position_y += block.collapse_margin(adjoining_margins)
    block.block_level_width(box, containing_block)
    count, gap = box.style["column_count"], percentage(box.style["column_gap"], box.style, box.width)
    width = max(0.0, box.width - (count - 1) * gap) / count
    area = context.current_footnote_area
    lists, is_empty = (absolute_boxes, fixed_boxes), bool(page_is_empty)
    text = ColumnText(context, box, skip_stack, containing_block, lists, first_styles, count, width, gap, is_empty)
    had_area, context.in_column = area.height != "auto", True
    context.page_bottom += area.margin_height() if had_area else 0.0
    try:
        room = context.page_bottom - box.content_box_y() - bottom_space
        placed = text.fill(room)
    finally:
        context.in_column = False
    if not (had_area or context.current_page_footnotes):
        area.height = "auto"
    context.page_bottom -= area.margin_height() if area.height != "auto" else 0.0
    if not placed.boxes:
        return None, (0, None), {"break": "any", "page": None}, [], False
    for one in placed.boxes:
        one.height = placed.height
    box.children = placed.boxes
    box.height = placed.height
    return box, placed.rest, placed.next_page, [], False


def is_plain(box: Any) -> bool:
    """True for columns whose number is given and whose height is not, with nothing in them that takes the whole width."""
    style = box.style
    return (
        style["column_count"] != "auto"
        and (style["column_width"], style["height"], style["max_height"].value) == ("auto", "auto", float("inf"))
        and style["column_gap"] != "normal"
        and style["direction"] == "ltr"
        and bool(box.children)
        and not any(child.style["column_span"] == "all" for child in box.children)
    )


def measure_notes(context: Any) -> float:
    """The height that footnotes take of the page so far, in px."""
    return float(context.current_footnote_area.margin_height()) if context.current_page_footnotes else 0.0


def measure_column(one: Any) -> float:
    """The height of the content of a column, without the distance below its last block, in px."""
    flow = [child for child in one.children if child.is_in_normal_flow()]
    return float(flow[-1].position_y + flow[-1].margin_height() - flow[-1].margin_bottom - one.position_y) if flow else 0.0


def find_line_height(box: Any) -> float:
    """The height of a line of a box, in px."""
    return float(inline.strut(box.style)[0])
