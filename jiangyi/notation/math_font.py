"""A math font that also has Chinese: Han characters are set as text of the page's own font, one em wide each.

Formulas such as 增长率 = … are common in Chinese handouts, and no math font has Han glyphs. The one file that knows the
inside of ziamath 0.13.
"""

import unicodedata
from xml.etree import ElementTree

from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziafont.svgpath import fmt
from ziamath.mathfont import MathFont
from ziamath.zmath import loadedfonts

FAMILY = "Noto Serif CJK SC, Source Han Serif SC, Songti SC, SimSun, serif"
ASCENT, DEPTH = 0.88, 0.12
"""The em box of a Han glyph above and below the baseline, as in every CJK font."""
FIRST = 0x110000
"""Glyph numbers from here on are Han characters; no font has so many glyphs."""


class HanGlyph(SimpleGlyph):
    """One wide character, drawn as SVG text."""

    def __init__(self, index: int, font: MathFont) -> None:
        """Take the em box for its bounds."""
        self.em = font.info.layout.unitsperem
        self.character = chr(index - FIRST)
        super().__init__(index, (), BBox(0, self.em, -DEPTH * self.em, ASCENT * self.em), font)

    def place(self, x: float, y: float, point_size: float) -> ElementTree.Element:
        """The character with its origin at x, y."""
        text = ElementTree.Element("text", {"x": fmt(x), "y": fmt(y), "font-size": fmt(point_size), "font-family": FAMILY})
        text.text = self.character
        return text

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:  # noqa: ARG002 - a Han glyph kerns with nothing
        """One em."""
        return int(self.em)


class HanMathFont(MathFont):
    """The default math font with a HanGlyph for every East-Asian wide character."""

    def glyphindex(self, char: str) -> int:
        """The font's own glyph, or a number that stands for a Han character."""
        wide = len(char) == 1 and unicodedata.east_asian_width(char) in "WF"
        return FIRST + ord(char) if wide else int(super().glyphindex(char))

    def glyph_fromid(self, glyphid: int) -> SimpleGlyph:
        """The glyph of a number."""
        return HanGlyph(glyphid, self) if glyphid >= FIRST else super().glyph_fromid(glyphid)

    def has(self, char: str) -> bool:
        """Whether the font can show a character."""
        return self.glyphindex(char) != 0


NAME = "jiangyi"


def register_math_font() -> str:
    """Make the font known to ziamath, once, and tell the name to ask for it by."""
    if NAME not in loadedfonts:
        loadedfonts[NAME] = HanMathFont(str(loadedfonts["default"].fname))
    return NAME
