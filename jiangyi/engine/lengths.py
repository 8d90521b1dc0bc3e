"""Lengths that the engine computes again and again from the same style, computed once and stored with the style; faster matrices.

Only styles that are shared (`styles.py`) store anything: one that the engine has copied, and may change, is computed each time.
"""

from typing import Any

from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background, percent
from weasyprint.svg import SVG
from weasyprint.text import line_break

from jiangyi.engine.caches import StyleFacts
from jiangyi.engine.styles import CachedAnonymousStyle, CachedStyle

SHARED = (CachedStyle, CachedAnonymousStyle)
MAX_SIZES = 100
"""Sizes of containing blocks that the lengths of a style are stored for; when there are more, all are dropped."""
SIDES = ("top", "right", "bottom", "left")
RESOLVED = (
    *(f"margin_{side}" for side in SIDES),
    *(f"padding_{side}" for side in SIDES),
    *(f"border_{side}_width" for side in SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
"""The attributes of a box, in px, that percentages are resolved to."""

CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
NO_RADIUS = (0, "px")
PLAIN = {f"border_{corner}_radius": (0, 0) for corner in CORNERS} | {"background": None}
"""The attributes that the engine sets where a box has no background and no rounded corners."""

_engine_resolve_point = SVG.point
_engine_layout_box_backgrounds = background.layout_box_backgrounds
_engine_resolve_percentages = percent.resolve_percentages
_engine_is_in_normal_flow = boxes.Box.is_in_normal_flow


def facts_of(style: Any) -> StyleFacts | None:
    """The facts of a shared style; None of one that the engine made or copied itself."""
    return style.facts if isinstance(style, SHARED) else None


def compute_strut(style: Any) -> tuple[float, float]:
    """The height of a line and its baseline in px. Replaces `strut`."""
    facts = facts_of(style)
    if facts is None:
        return line_break.strut(style)  # type: ignore[no-any-return]
    if facts.strut is None:
        facts.strut = line_break.strut(style)
    return facts.strut


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Set the lengths of a box in px. Replaces `resolve_percentages`."""
    facts = facts_of(box.style)
    if facts is None or box.style["border_collapse"] == "collapse":
        _engine_resolve_percentages(box, containing_block)
        return
    inside = (containing_block.width, containing_block.height) if isinstance(containing_block, boxes.Box) else tuple(containing_block)
    key = (*inside, isinstance(box, boxes.PageBox))
    stored = facts.lengths.get(key)
    if stored is None:
        _engine_resolve_percentages(box, containing_block)
        if len(facts.lengths) >= MAX_SIZES:
            facts.lengths.clear()
        facts.lengths[key] = {name: getattr(box, name) for name in RESOLVED}
    else:
        box.__dict__.update(stored)


def is_in_normal_flow(box: Any) -> bool:
    """True if a box is neither floated nor positioned, and no footnote. Replaces `Box.is_in_normal_flow`."""
    facts = facts_of(box.style)
    if facts is None:
        return _engine_is_in_normal_flow(box)  # type: ignore[no-any-return]
    if facts.in_normal_flow is None:
        facts.in_normal_flow = _engine_is_in_normal_flow(box)
    return facts.in_normal_flow


def layout_box_backgrounds(page: Any, box: Any, get_image_from_uri: Any, layout_children: Any = True, style: Any = None) -> None:  # noqa: FBT002
    """Position the backgrounds of a box and its descendants. Replaces `layout_box_backgrounds`."""
    facts = facts_of(box.style)
    if facts is None or style is not None or not layout_children or box is page:
        _engine_layout_box_backgrounds(page, box, get_image_from_uri, layout_children, style)
        return
    if facts.is_plain is None:
        facts.is_plain = _is_plain(box.style)
    if not facts.is_plain:
        _engine_layout_box_backgrounds(page, box, get_image_from_uri, layout_children, style)
        return
    getattr(box, "_box", box).__dict__.update(PLAIN)  # a positioned box stands behind a placeholder
    for child in box.all_children():
        layout_box_backgrounds(page, child, get_image_from_uri)


def _is_plain(style: Any) -> bool:
    """True if a style has neither background, shadow, rounded corners nor image borders."""
    return bool(
        all(NO_RADIUS in style[f"border_{corner}_radius"] for corner in CORNERS)
        and style["border_image_source"][0] == "none"
        and style["mask_border_source"][0] == "none"
        and (style["visibility"] == "hidden" or not any(value for _, value in style["background_image"]))
        and (style["visibility"] == "hidden" or get_color(style, "background_color").alpha == 0)
        and not style["box_shadow"]
    )


def transform_point(matrix: Any, x: float, y: float) -> list[float]:
    """A point moved by a matrix. Replaces `Matrix.transform_point`.

    The terms are added in the engine's order, so that the result is the same to the last bit; it makes two matrices for each point.
    """
    (a, b, _), (c, d, _), (e, f, _) = matrix
    return [x * a + y * c + e, x * b + y * d + f]


def resolve_point(svg: Any, x: str, y: str, font_size: Any) -> tuple[float, float]:
    """Two lengths of a vector picture in px. Replaces `SVG.point`."""
    try:
        return float(x), float(y)
    except (TypeError, ValueError):  # none at all, or with units or percentages
        return _engine_resolve_point(svg, x, y, font_size)  # type: ignore[no-any-return]


def multiply_matrices(left: Any, right: Any) -> Any:
    """The product of two matrices. Replaces `Matrix.__matmul__`; the terms are added in the engine's order here too."""
    (a, b, c), (d, e, f), (g, h, i) = right
    return type(left)(matrix=[[0 + x * a + y * d + z * g, 0 + x * b + y * e + z * h, 0 + x * c + y * f + z * i] for x, y, z in left])
