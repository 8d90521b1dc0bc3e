"""Draw lines from the glyphs that were measured, where the engine would have Pango shape each text again.

What is drawn is the same. Texts without measured glyphs, fonts with pictures, and lines that are cut off are left to the engine.
"""

from collections.abc import Iterable
from typing import Any

from weasyprint import draw
from weasyprint.draw import text as engine
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from jiangyi.engine.lengths import SIDES, facts_of
from jiangyi.engine.shaping import AdjustedLayout, FontReference, Glyphs

SIZES_ARE_RIGHT = 14802
"""The first version of Pango that reports the right size of a font (https://gitlab.gnome.org/GNOME/pango/-/issues/530)."""
SMALLEST = 1e-6
"""Px; the engine draws no smaller font size."""

_engine_draw_border, _engine_draw_outline, _engine_set_mask_border = draw.draw_border, draw.draw_outline, draw.set_mask_border
_engine_draw_first_line = engine.draw_first_line


def is_unbordered(box: Any) -> bool:
    """True if nothing is drawn for the borders, mask and outline of a box, by its style; False where that is not known."""
    facts = facts_of(box.style)
    if facts is None:
        return False
    if facts.is_unbordered is None:
        style = box.style
        facts.is_unbordered = bool(
            not any(style[f"border_{side}_width"] for side in SIDES)
            and style["border_collapse"] != "collapse"  # else a box has borders of its neighbours
            and style["border_image_source"][0] == "none"
            and style["mask_border_source"][0] == "none"
            and style["column_width"] == style["column_count"] == "auto"
            and not style["outline_width"]
        )
    return facts.is_unbordered


def draw_border(stream: Any, box: Any) -> None:
    """Draw the border of a box. Replaces `draw_border`."""
    if not is_unbordered(box):
        _engine_draw_border(stream, box)


def set_mask_border(stream: Any, box: Any) -> None:
    """Mask a box by its border. Replaces `set_mask_border`."""
    if not is_unbordered(box):
        _engine_set_mask_border(stream, box)


def draw_outline(stream: Any, box: Any) -> None:
    """Draw the outlines of a box and its descendants. Replaces `draw_outline`."""
    if not is_unbordered(box):
        _engine_draw_outline(stream, box)
        return
    for child in box.children:
        if isinstance(child, boxes.Box):
            draw_outline(stream, child)


def is_supported() -> bool:
    """True if the installed Pango reports the right sizes of fonts."""
    return bool(pango.pango_version() >= SIZES_ARE_RIGHT)


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw the line of a text box, and return its emojis. Replaces `draw_first_line`."""
    layout, size = textbox.pango_layout, textbox.style["font_size"]
    if not isinstance(layout, AdjustedLayout):
        return _engine_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    is_cut_off = text_overflow == "ellipsis" or block_ellipsis != "none"
    glyphs = layout.shaped.glyphs
    if is_cut_off or glyphs is None or size < SMALLEST:
        return _engine_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    runs = [
        (reference, *_add_font(stream, reference), numbers)
        for reference, numbers in glyphs.runs(layout.clusters.start, layout.clusters.stop)
    ]
    if not runs or any(font.bitmap or font.png or font.svg or font.colr for _, font, *_ in runs):
        return _engine_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    if textbox.text.strip():
        stream.set_text_matrix(*matrix.values)
        _show_glyphs(stream, layout, glyphs, runs)
    return []


def _add_font(stream: Any, font: FontReference) -> tuple[Any, float]:
    """The engine's font in the PDF for a font, and its size in px."""
    key, _, size = font.engine_key
    return stream._fonts.get(key) or stream.add_font(font.pango_font)[0], size


def _show_glyphs(stream: Any, layout: AdjustedLayout, glyphs: Glyphs, runs: Iterable[tuple[Any, ...]]) -> None:
    """Write the operators that show the glyphs of a layout; the strings are those that the engine writes.

    The columns of `runs` are a font, the engine's font for it, its size in px, and the range of its glyphs.
    """
    clusters, advances = layout.shaped.clusters, iter(layout.advances)
    for reference, font, font_size, numbers in runs:
        stream.set_font_size(font.hash, font_size)
        string = ["<"]
        for place, glyph, advance in zip(numbers, glyphs.numbers[numbers.start : numbers.stop], advances, strict=False):
            if glyph not in font.to_unicode:
                font.to_unicode[glyph] = clusters[place]
            if glyph not in font.widths:
                pango.pango_font_get_glyph_extents(reference.pango_font, glyph, ffi.NULL, stream.logical_rect)
                font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / font_size)
            kerning = font.widths[glyph] - advance * 1000 * FROM_UNITS / font_size
            string.append(f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}")
        shown_text = "".join(string)
        stream.show_text(shown_text.removesuffix("<") if shown_text.endswith("<") else shown_text + ">")


def draw_vector_picture(picture: Any, stream: Any, width: float, height: float, _style: Any) -> None:
    """Draw an SVG picture; what it raises fails the handout. Replaces `SVGImage.draw`."""
    picture._svg.draw(stream, width, height, picture._base_url, picture._context)
