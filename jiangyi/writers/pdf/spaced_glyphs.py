"""Gaps between glyphs that belong to the advance of the glyph before, so that a program that reads the text sees no space.

Between Chinese and Latin there is a quarter of an em, and a mark gives up half an em to another one. Adjustments of a text (ISO 32000-1
§9.4.3) draw both, but they are no characters, and programs guess the spaces and lines of a text from its gaps: poppler, pdf.js, MuPDF
and PDFium take 0.09 to 0.18 em for a space, and poppler takes 0.2 em backwards for another line. So the subset of a font has some
glyphs a second time, with wider or narrower advances in steps, and an adjustment only makes up the difference. These glyphs are shown by
a further font dictionary for each step, which has the same numbers for its glyphs as that of the font itself.
"""

import re
from copy import copy
from math import ceil
from typing import Any

import pydyf

STEP = 240
"""Thousandths of an em between two advances of a glyph."""
WIDEST_GAP = 70
"""Thousandths of an em that no program takes for a space; as the steps are no larger, no gap is less than `WIDEST_GAP - STEP`."""
MOST_STEPS = 12
WIDE = re.compile(">-?(?:[7-9][0-9]|[0-9]{3})")
"""What a text contains that has gaps of which some may be too wide."""
STRING = re.compile(r"<([0-9a-f]+)>((?:[-+.0-9e]|<>)*)")
"""Glyphs, and the adjustments behind them, in what the engine writes."""
DIGITS = 4
"""Hexadecimal digits of a glyph."""
SEPARATOR = "."
"""Between the name of a font in content streams and the number of steps."""

_engine_show_text = pydyf.Stream.show_text


def make_spaced(font: Any, steps: int) -> Any:
    """A font for the glyphs of another one with so many steps added to their advances."""
    spaced = copy(font)
    spaced.hash, spaced.steps = f"{font.hash}{SEPARATOR}{steps}", steps
    spaced.to_unicode, spaced.widths, spaced.missing = {}, {}, {}
    return spaced


def split_name(name: str) -> tuple[str, int]:
    """The name of the font itself, and the number of steps."""
    plain, _, steps = name.partition(SEPARATOR)
    return plain, int(steps or 0)


def show_text(stream: Any, text: str) -> None:
    """Show strings with adjustments between them. Replaces `pydyf.Stream.show_text`."""
    pieces = _split(text, stream) if WIDE.search(text) else []
    if len(pieces) < 2 and not any(spaced for spaced, _ in pieces):
        _engine_show_text(stream, text)
        return
    name, size = stream._current_font
    for spaced, shown in pieces:
        stream.set_font_size(spaced.hash if spaced else name, size)
        _engine_show_text(stream, shown)
    stream.set_font_size(name, size)


def _split(text: str, stream: Any) -> list[tuple[Any, str]]:
    """The parts of a text with the spaced font of each, None for the font itself."""
    name, _ = stream._current_font
    pieces: list[tuple[Any, str]] = [(None, text[: text.find("<")])]

    def add(font: Any, shown: str) -> None:
        if font is pieces[-1][0]:
            pieces[-1] = font, pieces[-1][1] + shown
        else:
            pieces.append((font, shown))

    for match in STRING.finditer(text):
        glyphs, adjustments = match.groups()
        adjustment = sum(float(one) for one in adjustments.split("<>") if one)
        steps = ceil((-adjustment - WIDEST_GAP) / STEP)
        spaced = _find_spaced(stream._fonts, name, int(glyphs[-DIGITS:], 16), steps) if steps else None
        if spaced is None:
            add(None, _show(glyphs, adjustment))
            continue
        if len(glyphs) > DIGITS:
            add(None, _show(glyphs[:-DIGITS], 0.0))
        add(spaced, _show(glyphs[-DIGITS:], adjustment + spaced.steps * STEP))
    return [piece for piece in pieces if piece[1]]


def _show(glyphs: str, adjustment: float) -> str:
    """Glyphs with an adjustment behind them."""
    return f"<{glyphs}>{adjustment:g}" if adjustment else f"<{glyphs}>"


def _find_spaced(fonts: dict[Any, Any], name: str, glyph: int, steps: int) -> Any:
    """The font in which a glyph has so many steps added, or as many as leave it some width; None where there is none."""
    font = next((one for one in fonts.values() if one.hash == name and glyph in one.widths), None)
    if font is None or not font.can_be_spaced:
        return None
    steps = min(max(steps, -((font.widths[glyph] - 1) // STEP)), MOST_STEPS)
    if not steps:
        return None
    key = name, steps
    if key not in fonts:
        fonts[key] = make_spaced(font, steps)
    spaced = fonts[key]
    if glyph not in spaced.widths:
        spaced.to_unicode[glyph], spaced.widths[glyph] = font.to_unicode[glyph], font.widths[glyph] + steps * STEP
    return spaced
