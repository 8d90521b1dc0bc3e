"""The font of text that is read and not drawn: the linear text of formulas, and the further characters of ligatures.

It has no outlines, and is the same in every file that has such text.

The code of a character is its place in Unicode, and all characters have one glyph, which is half an em wide, but combining marks one
without width, as readers take them to be.
"""

import io
from collections.abc import Sequence
from typing import Any

import pydyf

from jiangyi.core import memoize
from jiangyi.writers.pdf.cmap import TEXTS, build_system_info, format_cmap

NAME = "FormulaText"
"""Its name in content streams."""
BASE_FONT = "/JIANGY+FormulaText"
ADVANCE, UNITS = 500, 1000
ASCENT, DESCENT = 880, -120
LAST = 0xFFFF
CHARACTERS = (0x20, 0xD7FF), (0xE000, 0xFEFE), (0xFF00, 0xFFFD)
"""Ranges without surrogates and what PDF/A forbids (ISO 19005-3 §6.2.11.7.2); Ghostscript 10 misreads short ones for each first byte."""
MARKS = (0x300, 0x36F), (0x20D0, 0x20FF)
"""Ranges of combining marks: their glyph has no width."""
SELECTS = f"/{NAME} ".encode()
"""What operators that select it begin with."""
SELECT = SELECTS + b"1 Tf"
"""The operator that selects it in the units of the text matrix."""


def shows_hidden_text(operators: bytes | Sequence[Any]) -> bool:
    """True if operators of a page show text in this font."""
    if isinstance(operators, bytes):
        return SELECTS in operators
    return any(isinstance(one, bytes) and one.startswith(SELECTS) for one in operators)


def add_font(pdf: pydyf.PDF) -> bytes:
    """Add the font to a file; returns its reference."""

    def add(thing: pydyf.Object) -> bytes:
        pdf.add_object(thing)
        reference: bytes = thing.reference
        return reference

    program = add(pydyf.Stream([_build_font()], {"Length1": len(_build_font())}, compress=True))
    descriptor = add(
        pydyf.Dictionary({
            "Type": "/FontDescriptor", "FontName": BASE_FONT, "Flags": 4, "FontBBox": pydyf.Array([0, DESCENT, ADVANCE, ASCENT]),
            "ItalicAngle": 0, "Ascent": ASCENT, "Descent": DESCENT, "CapHeight": ASCENT, "StemV": 80, "FontFile2": program,
        })
    )  # fmt: skip
    descendant = add(
        pydyf.Dictionary({
            "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": BASE_FONT, "FontDescriptor": descriptor, "DW": ADVANCE,
            "W": pydyf.Array([number for first, last in MARKS for number in (first, last, 0)]),
            "CIDSystemInfo": build_system_info(),
            "CIDToGIDMap": add(pydyf.Stream([_map_to_glyphs()], {}, compress=True)),
        })
    )  # fmt: skip
    texts = format_cmap("Adobe-Identity-UCS", "UCS", TEXTS, ((first, last, first) for first, last in CHARACTERS))
    return add(
        pydyf.Dictionary({
            "Type": "/Font", "Subtype": "/Type0", "BaseFont": BASE_FONT, "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([descendant]), "ToUnicode": add(pydyf.Stream([texts], {}, compress=True)),
        })
    )  # fmt: skip


def is_mark(character: str) -> bool:
    """True if a character is a combining mark."""
    return any(first <= ord(character) <= last for first, last in MARKS)


def _map_to_glyphs() -> bytes:
    """The numbers of glyphs by code: 2 for combining marks, else 1."""
    glyphs = bytearray(b"\x00\x01" * (LAST + 1))
    for first, last in MARKS:
        glyphs[2 * first : 2 * last + 2] = b"\x00\x02" * (last - first + 1)
    return bytes(glyphs)


@memoize()
def _build_font() -> bytes:
    """A TrueType font of three glyphs that draw nothing (ISO 32000-1 §9.9 names the tables).

    That of the characters is two contours of one point each, at corners of its box: PDFium leaves out a text without a width, and takes
    the width of its last character from the outline.
    """
    from fontTools.fontBuilder import FontBuilder  # loads the library for fonts
    from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
    from fontTools.ttLib.tables.ttProgram import Program

    names = [".notdef", "any", "mark"]
    corners = Glyph()
    corners.numberOfContours, corners.endPtsOfContours, corners.flags = 2, [0, 1], bytearray((1, 1))
    corners.coordinates, corners.program = GlyphCoordinates([(0, DESCENT), (ADVANCE, ASCENT)]), Program()
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupHead(unitsPerEm=UNITS, created=0, modified=0)
    builder.setupGlyphOrder(names)
    builder.setupGlyf(dict(zip(names, (Glyph(), corners, Glyph()), strict=True)))
    builder.setupHorizontalMetrics({name: (0 if name == "mark" else ADVANCE, 0) for name in names})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupMaxp()
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
