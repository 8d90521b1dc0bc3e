"""A font with a box for each character that no installed font has, in which its code point stands, as Unicode's Last Resort font has it."""

import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO

UNITS = 1000
"""Per em."""
ASCENT, DESCENT = 880, 120
WIDE, NARROW = 1000, 700
"""The advance of a character that is two columns wide, and of any other."""
MARGIN, STROKE = 40, 30
DOT_COLUMNS, DOT_ROWS = 3, 5
ROWS_OF_DIGITS = (
    (7, 5, 5, 5, 7), (2, 6, 2, 2, 7), (7, 1, 7, 4, 7), (7, 1, 7, 1, 7), (5, 5, 7, 1, 1), (7, 4, 7, 1, 7), (7, 4, 7, 5, 7), (7, 1, 1, 1, 1),
    (7, 5, 7, 5, 7), (7, 5, 7, 1, 7), (7, 5, 7, 5, 5), (6, 5, 6, 5, 6), (7, 4, 4, 4, 7), (6, 5, 5, 5, 6), (7, 4, 7, 4, 7), (7, 4, 7, 4, 4),
)  # fmt: skip
"""Each hexadecimal digit as five rows of three dots, a bit each."""
FEATURES = "table GDEF {{ GlyphClassDef [{glyphs}], , , ; }} GDEF; feature kern {{ pos \\.notdef 0; }} kern;"
"""Every glyph is a base with its own width, also that of a combining mark, which would else be moved over the one before."""
FAMILY = "Missing Character"


def family_of(row: int) -> str:
    """The name of the font for a row of 16 code points. It does not end in a number, which Pango would take for a size."""
    return f"{FAMILY} {row:03X}x"


def build_box_font(characters: Iterable[str], family: str) -> bytes:
    """A TrueType font with a box for each of some characters."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs, metrics, cmap = {}, {}, {}
    for name, character in ((".notdef", ""), *((f"u{ord(c):04X}", c) for c in sorted(set(characters)))):
        pen, advance = TTGlyphPen(None), WIDE if character and unicodedata.east_asian_width(character) in "WF" else NARROW
        for left, bottom, right, top, is_hole in _draw_box(f"{ord(character):04X}" if character else "", advance):
            points = [(left, bottom), (left, top), (right, top), (right, bottom)]
            pen.moveTo(points[0])
            for point in reversed(points[1:]) if is_hole else points[1:]:
                pen.lineTo(point)
            pen.closePath()
        glyphs[name], metrics[name] = pen.glyph(), (advance, MARGIN)
        if character:
            cmap[ord(character)] = name
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "fullName": family, "psName": family.replace(" ", "")})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=-DESCENT, usWinAscent=ASCENT, usWinDescent=DESCENT, fsType=0)
    builder.setupPost()
    builder.addOpenTypeFeatures(FEATURES.format(glyphs=" ".join(glyphs)))
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def _draw_box(digits: str, advance: int) -> Iterator[tuple[int, int, int, int, bool]]:
    """The rectangles of a box, and whether each is a hole: the frame, its inside, and the dots of two rows of digits."""
    left, right, bottom, top = MARGIN, advance - MARGIN, MARGIN - DESCENT, ASCENT - MARGIN
    yield left, bottom, right, top, False
    yield left + STROKE, bottom + STROKE, right - STROKE, top - STROKE, True
    columns = (len(digits) + 1) // 2
    if not columns:
        return
    dot = min((right - left - 2 * STROKE) // (columns * (DOT_COLUMNS + 1) + 1), (top - bottom - 2 * STROKE) // (2 * (DOT_ROWS + 1) + 1))
    for number, digit in enumerate(digits.rjust(2 * columns, "0")):
        row, column = divmod(number, columns)
        x = (left + right - (columns * (DOT_COLUMNS + 1) - 1) * dot) // 2 + column * (DOT_COLUMNS + 1) * dot
        y = (bottom + top) // 2 + dot // 2 + (DOT_ROWS * dot if row == 0 else -dot)
        for line, bits in enumerate(ROWS_OF_DIGITS[int(digit, 16)]):
            for at in range(DOT_COLUMNS):
                if bits >> (DOT_COLUMNS - 1 - at) & 1:
                    yield x + at * dot, y - (line + 1) * dot, x + (at + 1) * dot, y - line * dot, False
