"""Lay out the footnotes of a page in time that grows with their number.

A page has room for some forty notes of one line. For each note that is added or passed on to the next page, the engine copies all notes
of the page and lays them out again. The height of a note that is one paragraph without margins depends on no other note, so it is laid
out by itself, once for a page; the engine does the rest, also the final layout. Once a note has been passed on, the following ones are
too, so that the area of the notes stays as it is.

A note stands on the page of its call. For a paragraph that could not be broken where the page ends, the engine would rather send notes of
the page on to the next; here the paragraph goes there. A note that has no room even so is found by `find_late_notes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext, block, block_level_layout

from jiangyi.engine.patches import edit_function

_layout_footnote, _report_footnote = LayoutContext.layout_footnote, LayoutContext.report_footnote
_update_footnote_area = LayoutContext._update_footnote_area
linebox_layout = edit_function(
    block._linebox_layout, "report = not context.in_column and can_break_now and not could_break_before", "report = False"
)
"""Lay out the lines of a block. Replaces `_linebox_layout`."""
PASSED_ON = "jiangyi_passed_on"
"""The attribute of a context that holds the note which is about to be passed on."""
HEIGHTS = "jiangyi_note_heights"
"""The attribute of the area for the notes of one page that holds the height of each note, in px; None of one that the engine lays out."""


def layout_footnote(context: Any, footnote: Any) -> bool:
    """Add a note to a page; True if it does not fit. Replaces `LayoutContext.layout_footnote`."""
    if not context.reported_footnotes:
        return bool(_layout_footnote(context, footnote))
    context.footnotes.remove(footnote)
    context.current_page_footnotes.append(footnote)
    setattr(context, PASSED_ON, footnote)
    return True


def report_footnote(context: Any, footnote: Any) -> None:
    """Move a note to the next page. Replaces `LayoutContext.report_footnote`."""
    if getattr(context, PASSED_ON, None) is not footnote:
        _report_footnote(context, footnote)
        return
    setattr(context, PASSED_ON, None)
    context.current_page_footnotes.remove(footnote)
    context.reported_footnotes.append(footnote)


def update_footnote_area(context: Any) -> bool:
    """Make room for the notes of a page; True if they overflow their area. Replaces `LayoutContext._update_footnote_area`."""
    area = context.current_footnote_area
    heights = [_find_height(context, area, note) for note in context.current_page_footnotes] if _grows(area) else []
    if not heights or None in heights:
        return bool(_update_footnote_area(context))
    if area.height != "auto" and not context.in_column:
        context.page_bottom += area.margin_height()
    area.children = context.current_page_footnotes
    area.height = sum(heights)
    if not context.in_column:
        context.page_bottom -= area.margin_height()
    return False


def _grows(area: Any) -> bool:
    """True if the area for notes is as high as they are."""
    return bool(area.style["height"] == "auto" and area.max_height == inf and area.min_height in (0, "auto"))


def _find_height(context: Any, area: Any, note: Any) -> float | None:
    """The height of a note in an area, in px; None where it depends on the other notes."""
    heights: dict[int, float | None] = area.__dict__.setdefault(HEIGHTS, {})
    if id(note) not in heights:  # the context keeps the notes of its document
        heights[id(note)] = _measure(context, area, note)
    return heights[id(note)]


def _measure(context: Any, area: Any, note: Any) -> float | None:
    if not _is_paragraph(note):
        return None
    alone = area.copy()
    alone.children = [note.deepcopy()]
    laid_out = block_level_layout(context, build.create_anonymous_boxes(alone), -inf, None, area.page)[0]
    return float(laid_out.height)


def _is_paragraph(note: Any) -> bool:
    """True if a note is nothing but text without margins above and below, and refers to no other note."""
    style = note.style
    return (
        isinstance(note, boxes.BlockBox)
        and all(getattr(style[f"margin_{side}"], "value", None) == 0 for side in ("top", "bottom"))
        and all(
            isinstance(box, boxes.InlineLevelBox | boxes.LineBox) and box.is_in_normal_flow() and box.footnote is None
            for box in note.descendants()
            if box is not note
        )
    )


@dataclass(frozen=True)
class LateNote:
    """A footnote that stands on another page than its call."""

    words: str
    """How it begins."""
    block: str
    """The id of the block with the call."""
    page: int
    """The page of the call, from 0."""


def find_late_notes(document: Any) -> Iterator[LateNote]:
    """The footnotes of a laid-out document that stand on another page than their calls."""
    pages = [page._page_box for page in document.pages]
    noted = [{id(note.element) for area in _note_areas(page) for note in area.children} for page in pages]
    if not any(noted):
        return
    for number, page in enumerate(pages):
        if noted[number] or (number + 1 < len(pages) and noted[number + 1]):
            for note, name in _calls(page, ""):
                if id(note.element) not in noted[number]:
                    yield LateNote("".join(note.element.itertext()).strip()[:LATE_WORDS], name, number)


LATE_WORDS = 20


def _note_areas(page: Any) -> Iterator[Any]:
    return (child for child in page.children if isinstance(child, boxes.FootnoteAreaBox))


def _calls(box: Any, name: str) -> Iterator[tuple[Any, str]]:
    """The footnotes that are called in a box, each with the id of the nearest element around the call."""
    if isinstance(box, boxes.FootnoteAreaBox | boxes.MarginBox):
        return
    if box.footnote is not None:
        yield box.footnote, name
    if box.element is not None and not (box.element_tag or "").endswith("::footnote-call"):
        name = box.element.get("id") or name
    for child in getattr(box, "children", ()):
        yield from _calls(child, name)
