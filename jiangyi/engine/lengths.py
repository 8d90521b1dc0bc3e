"""Lengths that the engine computes again and again from the same style, computed once and stored with the style; faster matrices.

Only styles that are shared (`styles.py`) store anything: one that the engine has copied, and may change, is computed each time.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent
from weasyprint.text import line_break

from jiangyi.engine.styles import CachedAnonymousStyle, CachedStyle

SHARED = (CachedStyle, CachedAnonymousStyle)
SIDES = ("top", "right", "bottom", "left")
RESOLVED = (
    *(f"margin_{side}" for side in SIDES),
    *(f"padding_{side}" for side in SIDES),
    *(f"border_{side}_width" for side in SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
"""The attributes of a box, in px, that percentages are resolved to."""

_engine_resolve_percentages = percent.resolve_percentages
_engine_is_in_normal_flow = boxes.Box.is_in_normal_flow


def compute_strut(style: Any) -> tuple[float, float]:
    """The height of a line and its baseline in px. Replaces `strut`."""
    stored: tuple[float, float] | None = style.__dict__.get("strut")
    if stored is None:
        stored = line_break.strut(style)
        if isinstance(style, SHARED):
            style.strut = stored
    return stored


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Set the lengths of a box in px. Replaces `resolve_percentages`."""
    style = box.style
    if not isinstance(style, SHARED) or style["border_collapse"] == "collapse":
        _engine_resolve_percentages(box, containing_block)
        return
    inside = (containing_block.width, containing_block.height) if isinstance(containing_block, boxes.Box) else tuple(containing_block)
    key = (*inside, isinstance(box, boxes.PageBox))
    stored = style.__dict__.setdefault("resolved_lengths", {})
    if key not in stored:
        _engine_resolve_percentages(box, containing_block)
        stored[key] = {name: getattr(box, name) for name in RESOLVED}
    else:
        box.__dict__.update(stored[key])


def is_in_normal_flow(box: Any) -> bool:
    """True if a box is neither floated nor positioned, and no footnote. Replaces `Box.is_in_normal_flow`."""
    style = box.style
    if not isinstance(style, SHARED):
        return _engine_is_in_normal_flow(box)  # type: ignore[no-any-return]
    stored: bool | None = style.__dict__.get("in_normal_flow")
    if stored is None:
        stored = style.in_normal_flow = _engine_is_in_normal_flow(box)
    return stored


def transform_point(matrix: Any, x: float, y: float) -> list[float]:
    """A point moved by a matrix. Replaces `Matrix.transform_point`.

    The terms are added in the engine's order, so that the result is the same to the last bit; it makes two matrices for each point.
    """
    (a, b, _), (c, d, _), (e, f, _) = matrix
    return [x * a + y * c + e, x * b + y * d + f]
