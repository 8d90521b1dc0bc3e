"""Borders that stand for words, such as the line of a blank: in a tagged PDF they are content and not artifacts, so that they are read."""

from typing import Any, NamedTuple

from weasyprint.draw.border import draw_border

from jiangyi.engine.lengths import SIDES


class Sign(NamedTuple):
    """The border of a box of an element that is a sign with a name; boxes that are drawn are copies of those of the page."""

    element: Any
    left: float
    top: float


def find_sign(box: Any) -> Sign | None:
    """The sign that the border of a box is; None for any other border, and where there is none."""
    node = box.element
    if node is None or box.element_tag != node.tag or node.get("role") != "img" or box.style["visibility"] != "visible":
        return None
    if not any(box.style[f"border_{side}_width"] for side in SIDES):
        return None
    return Sign(node, box.position_x, box.position_y)


def draw_sign(stream: Any, box: Any) -> None:
    """Draw a border inside marked content, where it is no artifact of its own."""
    tags, stream._tags = stream._tags, None
    try:
        draw_border(stream, box)
    finally:
        stream._tags = tags
