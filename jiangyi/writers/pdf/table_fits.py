"""How a table that is wider than its place is made to fit: set smaller, on a landscape page of its own, or in pieces of fewer columns.

The widths that its columns need are measured by a first layout (`engine.table_widths`). Everything here is a pure function of them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jiangyi.core import Message, to_millimetres
from jiangyi.engine import TABLE_NEED
from jiangyi.theme import root_properties

SIDES = 2
PADDING, TIGHT_PADDING = "--cell-side", "--cell-side-tight"
"""The custom properties of the distance between a cell's edge and its text, usually and in a table that is fitted."""
LEAST_SIZE = "--size-least"
"""The custom property of the smallest text of a table."""
FEW_PIECES = 3
"""The most pieces that a short table is divided into rather than turned."""
STEP = 20
"""Sizes are multiples of a twentieth of a point."""
PIXELS_PER_POINT, PIXELS_PER_MM = 96 / 72, 96 / 25.4
SLACK = 0.5
"""Px that are left over, so that rounding never makes a fitted table too wide again."""


@dataclass(frozen=True)
class TableNeed:
    """The widths that a table's columns need, in px, the padding of their cells included."""

    room: float
    """The width that there is."""
    size: float
    """The size of its text."""
    least: tuple[float, ...]
    """So that no word or number is broken."""
    comfort: tuple[float, ...]
    """So that short cells stay on one line."""

    def is_met_by(self, fit: "TableFit") -> bool:
        """True if a fit that was chosen for less is enough."""
        return fit.is_last or (not fit.keeps_lines and sum(self.least) <= self.room)


@dataclass(frozen=True)
class PageRoom:
    """What the stylesheet allows for tables; lengths in px."""

    least_size: float
    padding: float
    tight: float
    landscape: float
    """The width of the text on a landscape page; 0 where there is none."""


@dataclass(frozen=True)
class TableFit:
    """What is done with one table."""

    step: int
    """The number of the step, from 0."""
    keeps_lines: bool = True
    """Whether short cells still stay on one line."""
    size: float = 0.0
    """The size of its text in points; 0 for the usual one."""
    is_tight: bool = False
    """Whether its cells have less padding."""
    is_landscape: bool = False
    pieces: tuple[tuple[int, ...], ...] = ()
    """The columns of each piece; none where it is not divided."""
    passed: int = 0
    """The blocks behind it that are set before it, so that they fill the page before its landscape page."""
    is_last: bool = False
    """Whether no other step is left."""

    @property
    def description(self) -> Message:
        """What was done, for the user."""
        steps = []
        if self.is_landscape:
            steps.append(Message("it has a landscape page of its own", "已单独横排一页"))
        if self.pieces:
            pieces = len(self.pieces)
            steps.append(Message(f"it is divided into {pieces} tables with the same first column", f"已按列分成 {pieces} 段，每段重复首列"))
        if self.size:
            steps.append(Message(f"its text is set in {self.size:g} pt", f"字号缩小到 {self.size:g} 磅"))
        elif not steps:
            steps.append(Message("its columns are set closer", "已收窄列间的空白"))
        return Message(", ".join(step.en for step in steps), "，".join(step.zh for step in steps))


def read_page_room(css: str) -> PageRoom:
    """What a stylesheet allows for tables, by the custom properties of the page."""
    properties = root_properties(css)

    def length(name: str) -> float:
        try:
            return to_millimetres(properties.get(name, "")) * PIXELS_PER_MM
        except ValueError:  # a sum, which a theme may write
            return 0.0

    width, height = length("--page-width"), length("--page-height")
    turned = height - 2 * length("--top") if properties.get("--landscape") != "none" else 0.0
    usual = width - length("--inner") - length("--outer")
    return PageRoom(length(LEAST_SIZE), length(PADDING), length(TIGHT_PADDING), turned if turned > usual else 0.0)


def read_needs(root: Any) -> dict[str, TableNeed]:
    """What the tables of a laid-out tree need that have too little room, by their ids."""
    found = {}
    for element in root.iter("table"):
        if (noted := element.get(TABLE_NEED)) and (name := element.get("id")):
            data: dict[str, Any] = json.loads(noted)
            found[name] = TableNeed(data["room"], data["size"], tuple(data["least"]), tuple(data["comfort"]))
    return found


def choose_fit(
    need: TableNeed, room: PageRoom, before: int = -1, *, spans: Sequence[tuple[int, int]] = (), turns: bool, is_short: bool = False
) -> TableFit:
    """The first step, after one that was not enough, that makes a table fit; it may have a landscape page if it `turns`.

    One that `is_short` is rather divided into a few pieces. `spans` are the merged cells, as first and last column: a piece rather ends
    between them. A table for which no step is enough is left to the engine, which then breaks its words.
    """
    pieces = divide_columns(need.comfort, need.room, spans)
    landscape = room.landscape if turns and not (is_short and 0 < len(pieces) <= FEW_PIECES) else 0.0
    steps = [(need.comfort, need.room, False), (need.comfort, landscape, True), (need.least, landscape, True)]
    steps += [] if landscape else [(need.least, need.room, False)]
    for step, (widths, available, turned) in enumerate(steps):
        if step > before and (size := _find_size(widths, available, need.size, room)):
            points = 0.0 if size >= need.size else _to_points(size)
            return TableFit(step, widths is need.comfort, points, is_tight=True, is_landscape=turned)
    if pieces:
        return TableFit(len(steps), pieces=pieces, is_last=True)
    return TableFit(len(steps), size=_to_points(min(room.least_size, need.size)), is_tight=True, is_last=True)


def _find_size(widths: Sequence[float], available: float, size: float, room: PageRoom) -> float:
    """The size of the text with which columns fit, in px; 0 where it would be too small."""
    padding, tight = SIDES * room.padding, SIDES * room.tight
    text = sum(max(width - padding, 0.0) for width in widths)
    left = available - SLACK - tight * len(widths)
    found = size * min(1.0, left / text) if text else size
    return found if found >= min(room.least_size, size) else 0.0


def _to_points(size: float) -> float:
    """A size in px as points, rounded down."""
    return int(size / PIXELS_PER_POINT * STEP + 1e-6) / STEP


def divide_columns(widths: Sequence[float], available: float, spans: Sequence[tuple[int, int]] = ()) -> tuple[tuple[int, ...], ...]:
    """Columns in as few groups as fit beside the first column, and as equal as possible."""
    others = range(1, len(widths))
    left = max(available - widths[0], available / 2)
    fewest = _count_groups(widths, others, left) if others else 0
    if fewest < 2:
        return ()
    goal = sum(widths[1:]) / fewest
    while goal < left and _count_groups(widths, others, goal) > fewest:
        goal += (left - goal) / 8 + 1
    return tuple((0, *group) for group in _group(widths, others, min(goal, left), spans, left))


def _count_groups(widths: Sequence[float], columns: Sequence[int], room: float) -> int:
    return len(_group(widths, columns, room, (), room))


def _group(
    widths: Sequence[float], columns: Sequence[int], room: float, spans: Sequence[tuple[int, int]], most: float
) -> list[tuple[int, ...]]:
    """Columns in groups of at most some width; a group ends before a merged cell that would be cut, where that leaves something in it."""
    ends = {edge for edge in (*columns, len(widths)) if not any(first < edge <= last for first, last in spans)}
    units = [tuple(range(first, last)) for first, last in pairwise(sorted({*ends, columns[0], len(widths)}))]
    groups: list[tuple[int, ...]] = []
    for unit in (part for whole in units for part in ((whole,) if _width(widths, whole) <= most else [(one,) for one in whole])):
        joined = (*groups[-1], *unit) if groups else unit
        if groups and _width(widths, joined) <= room:
            groups[-1] = joined
        else:
            groups.append(unit)
    return groups


def _width(widths: Sequence[float], columns: Sequence[int]) -> float:
    return sum(widths[column] for column in columns)
