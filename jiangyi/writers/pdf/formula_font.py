"""The font of the linear text of formulas: it has no outlines, and is the same in every file that has formulas.

The code of a character is its place in Unicode, and all characters have one glyph, which is half an em wide.
"""

import io
from collections.abc import Sequence

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
SELECT = f"/{NAME} 1 Tf".encode()
"""The operator that selects it."""


def shows_formula_text(operators: bytes | Sequence[bytes]) -> bool:
    """True if operators of a page show the text of a formula."""
    return SELECT in operators


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
            "CIDSystemInfo": build_system_info(),
            "CIDToGIDMap": add(pydyf.Stream([b"\x00\x01" * (LAST + 1)], {}, compress=True)),
        })
    )  # fmt: skip
    texts = format_cmap("Adobe-Identity-UCS", "UCS", TEXTS, ((first, last, first) for first, last in CHARACTERS))
    return add(
        pydyf.Dictionary({
            "Type": "/Font", "Subtype": "/Type0", "BaseFont": BASE_FONT, "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([descendant]), "ToUnicode": add(pydyf.Stream([texts], {}, compress=True)),
        })
    )  # fmt: skip


@memoize()
def _build_font() -> bytes:
    """A TrueType font of two glyphs without outlines (ISO 32000-1 §9.9 names the tables)."""
    from fontTools.fontBuilder import FontBuilder  # loads the library for fonts
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [".notdef", "any"]
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupHead(unitsPerEm=UNITS, created=0, modified=0)
    builder.setupGlyphOrder(names)
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupMaxp()
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
