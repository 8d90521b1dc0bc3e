"""Draw lines from the glyphs that were measured, where the engine would have Pango shape each text again.

What is drawn is the same. Texts without measured glyphs, fonts with pictures, and lines that are cut off are left to the engine.
"""

from typing import Any

from weasyprint.draw import text as engine
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango

from jiangyi.engine.shaping import AdjustedLayout, FontReference, adjust_advance

SIZES_ARE_RIGHT = 14802
"""The first version of Pango that reports the right size of a font (https://gitlab.gnome.org/GNOME/pango/-/issues/530)."""
SMALLEST = 1e-6
"""Px; the engine draws no smaller font size."""

_engine_draw_first_line = engine.draw_first_line


def is_supported() -> bool:
    """True if the installed Pango reports the right sizes of fonts."""
    return bool(pango.pango_version() >= SIZES_ARE_RIGHT)


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw the line of a text box, and return its emojis. Replaces `draw_first_line`."""
    layout, size = textbox.pango_layout, textbox.style["font_size"]
    if not isinstance(layout, AdjustedLayout):
        return _engine_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    is_cut_off = text_overflow == "ellipsis" or block_ellipsis != "none"
    fonts = {} if is_cut_off or layout.glyphs is None else {font: _add_font(stream, font) for font, *_ in layout.glyphs}
    if size < SMALLEST or not fonts or any(font.bitmap or font.png or font.svg or font.colr for font, _ in fonts.values()):
        return _engine_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    if textbox.text.strip():
        stream.set_text_matrix(*matrix.values)
        _show_glyphs(stream, layout, fonts, size)
    return []


def _add_font(stream: Any, font: FontReference) -> tuple[Any, float]:
    """The engine's font in the PDF for a font, and its size in px."""
    key, _, size = font.engine_key
    return stream._fonts.get(key) or stream.add_font(font.pango_font)[0], size


def _show_glyphs(stream: Any, layout: AdjustedLayout, fonts: dict[FontReference, tuple[Any, float]], size: float) -> None:
    """Write the operators that show the glyphs of a layout; the strings are built as the engine builds them."""
    thousandth = size * TO_UNITS / 1000
    data, first = layout.text.encode(), layout.offsets[0]
    ends = (*layout.offsets[1:], first + len(data))
    current, string, carry = None, "", 0.0
    for (reference, glyph, natural), offset, end in zip(layout.glyphs or (), layout.offsets, ends, strict=True):
        if reference is not current:
            current, (font, font_size) = reference, fonts[reference]
            if string:
                stream.show_text(string.removesuffix("<") if string.endswith("<") else string + ">")
            stream.set_font_size(font.hash, font_size)
            string = "<"
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = data[offset - first : end - first].decode()
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(reference.pango_font, glyph, ffi.NULL, stream.logical_rect)
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / font_size)
        shift, width = layout.shifts.get(offset - first), natural
        if shift is not None:
            width, carry = adjust_advance(natural, shift * TO_UNITS / thousandth + carry, thousandth)
        kerning = font.widths[glyph] - width * 1000 * FROM_UNITS / font_size
        string += f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}"
    stream.show_text(string.removesuffix("<") if string.endswith("<") else string + ">")
