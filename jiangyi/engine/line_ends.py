"""The space between two words of which the second begins the next line.

No space is shown at the end of a line, and programs that join the lines of a paragraph join the words too. So the space is drawn behind
the line, where it takes no room: it belongs to the text of the last box.
"""

from collections.abc import Mapping
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from jiangyi.engine.shaping import AdjustedLayout, shape_text

SPACE = " "
OBJECT = "\ufffc"
"""Stands for a picture or another box that is no text."""


def keep_space_at_end(linebox: Any, line: Any, resume_at: Mapping[int, Any] | None) -> None:
    """Let a finished line of the engine end in a space, where its line box has one at the place that the next line begins at."""
    if resume_at is None:
        return
    before, after = _texts_around(linebox, resume_at)
    if before.endswith(SPACE) or (after.startswith(SPACE) and not before.endswith("\n")):
        last = _find_last(line)
        if isinstance(last, boxes.TextBox):
            layout = last.pango_layout
            if not isinstance(layout, AdjustedLayout) and not layout.text.endswith(SPACE):
                layout.text += SPACE
        elif last is not None:
            space = make_space(boxes.TextBox.anonymous_from(line, SPACE), last.position_x + last.margin_width())
            space.position_y = line.position_y + line.baseline - space.baseline
            line.children = (*line.children, space)


def _texts_around(box: Any, place: Mapping[int, Any] | None) -> tuple[str, str]:
    """The texts next to a place in a box, empty where it has none on that side; without a place, where the box begins."""
    if isinstance(box, boxes.TextBox):
        data, skipped = box.text.encode(), next(iter(place)) if place else 0
        return data[:skipped].decode(), data[skipped:].decode()
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        return "", OBJECT
    index, inner = next(iter(place.items())) if place else (0, None)
    before, after = _texts_around(box.children[index], inner) if index < len(box.children) else ("", "")
    for child in reversed(() if before else box.children[:index]):
        before = _last_text(child)
        if before:
            break
    return before, after


def _last_text(box: Any) -> str:
    if isinstance(box, boxes.TextBox):
        return str(box.text)
    if not isinstance(box, boxes.InlineBox):
        return OBJECT
    return next(filter(None, map(_last_text, reversed(box.children))), "")


def _find_last(box: Any) -> Any:
    """The last text, picture or other box that is not empty and no inline box in a line; None where there is none."""
    for child in reversed(box.children):
        if isinstance(child, boxes.InlineBox):
            last = _find_last(child)
            if last is not None:
                return last
        elif child.is_in_normal_flow() and (not isinstance(child, boxes.TextBox) or child.text):
            return child
    return None


def make_space(box: Any, x: float) -> Any:
    """Make a box of a text the space at the end of a line."""
    box.text, box.width, box.position_x = "", 0, x
    box.height, box.baseline = inline.strut(box.style)
    box.margin_top = box.margin_bottom = 0
    box.pango_layout = AdjustedLayout(shape_text(SPACE, box.style), None, None, 0, box.style)
    return box
