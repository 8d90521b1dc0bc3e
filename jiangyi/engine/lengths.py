"""What the engine works out again and again: what it asks of a style, answered once and remembered with the style; a point moved.

Only styles that are shared (`styles.py`) remember; one that the engine has copied, and may change, is asked each time.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floating
from weasyprint.matrix import Matrix
from weasyprint.text import line_break

from jiangyi.engine.patches import Replaced
from jiangyi.engine.styles import AnonymousStyle, KnownStyle

SHARED = (KnownStyle, AnonymousStyle)
SIDES = ("top", "right", "bottom", "left")
USED = (
    *(f"margin_{side}" for side in SIDES),
    *(f"padding_{side}" for side in SIDES),
    *(f"border_{side}_width" for side in SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
"""What becomes of percentages: attributes of a box, in px."""


def strut(style: Any) -> tuple[float, float]:
    """The height of a line and its baseline in px."""
    known: tuple[float, float] | None = style.__dict__.get("strut")
    if known is None:
        known = style.strut = line_break.strut(style)
    return known


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Give a box its lengths in px."""
    style = box.style
    if not isinstance(style, SHARED) or style["border_collapse"] == "collapse":
        REPLACED.before["resolve_percentages"](box, containing_block)
        return
    inside = (containing_block.width, containing_block.height) if isinstance(containing_block, boxes.Box) else tuple(containing_block)
    key = (*inside, isinstance(box, boxes.PageBox))
    known = style.__dict__.setdefault("used", {})
    if key not in known:
        REPLACED.before["resolve_percentages"](box, containing_block)
        known[key] = {name: getattr(box, name) for name in USED}
    else:
        box.__dict__.update(known[key])


def is_in_normal_flow(box: Any) -> bool:
    """Whether a box is neither floated nor positioned, and no note."""
    style = box.style
    if not isinstance(style, SHARED):
        return REPLACED.before["is_in_normal_flow"](box)  # type: ignore[no-any-return]
    known: bool | None = style.__dict__.get("in_flow")
    if known is None:
        known = style.in_flow = REPLACED.before["is_in_normal_flow"](box)
    return known


def transform_point(matrix: Any, x: float, y: float) -> list[float]:
    """A point moved by a matrix, in the order of the engine's own sums, without the matrices that it makes for each."""
    (a, b, _), (c, d, _), (e, f, _) = matrix
    return [x * a + y * c + e, x * b + y * d + f]


REPLACED = Replaced(
    {
        (Matrix, "transform_point"): (transform_point, "self x y"),
        (inline, "strut"): (strut, "style"),
        (boxes.Box, "is_in_normal_flow"): (is_in_normal_flow, "self"),
        **{
            (place, "resolve_percentages"): (resolve_percentages, "box containing_block")
            for place in (percent, absolute, block, column, floating, grid, inline, page, table)
        },
    }
)
