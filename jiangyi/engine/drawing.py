"""Lines drawn from the glyphs that were measured, where the engine would have Pango shape each text once more.

What is drawn is the same. Texts that are not glyph by glyph, fonts that are pictures, and lines that are cut off go the engine's way.
"""

from typing import Any

from weasyprint.draw import text as engine
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango

from jiangyi.engine.patches import Replaced
from jiangyi.engine.shaping import KeptFont, SetLayout, widened

SIZES_ARE_RIGHT = 14802
"""The version of Pango from which on a font tells its size right (its issue 530)."""
SMALLEST = 1e-6
"""Px of a font size that the engine draws."""


def install() -> bool:
    """Put our function in place; False, and nothing changed, where the engine is not as expected."""
    SetLayout.by_glyphs = pango.pango_version() >= SIZES_ARE_RIGHT and REPLACED.install()
    return SetLayout.by_glyphs


def uninstall() -> None:
    """Give the engine its own function back."""
    SetLayout.by_glyphs = False
    REPLACED.uninstall()


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw the line of a text box, and return its emojis; what the engine's function of the same name does."""
    layout, size = textbox.pango_layout, textbox.style["font_size"]
    if not isinstance(layout, SetLayout):
        return REPLACED.before["draw_first_line"](stream, textbox, text_overflow, block_ellipsis, matrix)
    cut_off = text_overflow == "ellipsis" or block_ellipsis != "none"
    fonts = {} if cut_off or layout.glyphs is None else {font: _font(stream, font) for font, *_ in layout.glyphs}
    if size < SMALLEST or not fonts or any(font.bitmap or font.png or font.svg or font.colr for font, _ in fonts.values()):
        layout.shape(textbox.style)
        return REPLACED.before["draw_first_line"](stream, textbox, text_overflow, block_ellipsis, matrix)
    if textbox.text.strip():
        stream.set_text_matrix(*matrix.values)
        _show(stream, layout, fonts, size)
    return []


def _font(stream: Any, kept: KeptFont) -> tuple[Any, float]:
    """A font of the file, and its size."""
    key, _, size = kept.told
    return stream._fonts.get(key) or stream.add_font(kept.pango_font)[0], size


def _show(stream: Any, layout: SetLayout, fonts: dict[KeptFont, tuple[Any, float]], size: float) -> None:
    thousandth = size * TO_UNITS / 1000
    data, first = layout.text.encode(), layout.offsets[0]
    ends = (*layout.offsets[1:], first + len(data))
    now, string, carry = None, "", 0.0
    for (kept, glyph, natural), offset, end in zip(layout.glyphs or (), layout.offsets, ends, strict=True):
        if kept is not now:
            now, (font, font_size) = kept, fonts[kept]
            if string:
                stream.show_text(string.removesuffix("<") if string.endswith("<") else string + ">")
            stream.set_font_size(font.hash, font_size)
            string = "<"
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = data[offset - first : end - first].decode()
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(kept.pango_font, glyph, ffi.NULL, stream.logical_rect)
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / font_size)
        shift, width = layout.shifts.get(offset - first), natural
        if shift is not None:
            width, carry = widened(natural, shift * TO_UNITS / thousandth + carry, thousandth)
        kerning = font.widths[glyph] - width * 1000 * FROM_UNITS / font_size
        string += f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}"
    stream.show_text(string.removesuffix("<") if string.endswith("<") else string + ">")


REPLACED = Replaced({(engine, "draw_first_line"): (draw_first_line, "stream textbox text_overflow block_ellipsis matrix")})
