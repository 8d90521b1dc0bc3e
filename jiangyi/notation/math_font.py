"""A math font with Han characters, which are drawn as SVG text in the font of the page, one em wide each.

Formulas such as 增长率 = … are common in Chinese handouts, and no math font has Han glyphs. This is the one module that depends on
internals of ziamath 0.13 and ziafont.
"""

import unicodedata
from copy import copy
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
"""Glyph ids from here on are Han characters: the first number that is neither a code point nor a glyph of any font."""


class HanGlyph(SimpleGlyph):
    """A wide character, drawn as SVG text."""

    def __init__(self, index: int, font: MathFont) -> None:
        """Use the em box as its bounding box."""
        self.em = font.info.layout.unitsperem
        self.character = chr(index - FIRST)
        super().__init__(index, (), BBox(0, self.em, -DEPTH * self.em, ASCENT * self.em), font)

    def place(self, x: float, y: float, point_size: float) -> ElementTree.Element:
        """The SVG element of the character with its origin at x, y."""
        text = ElementTree.Element("text", {"x": fmt(x), "y": fmt(y), "font-size": fmt(point_size), "font-family": FAMILY})
        text.text = self.character
        return text

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:  # noqa: ARG002 - a Han glyph has no kerning
        """Its advance width: one em."""
        return int(self.em)


class HanMathFont(MathFont):
    """The default math font with a HanGlyph for every East-Asian wide character."""

    def __init__(self, font: MathFont) -> None:
        """Use the tables that another font has read from its file."""
        vars(self).update(vars(font))
        self.features = dict(font.features)
        self.math = copy(font.math)
        self.math.font = self
        self._glyphs: dict[int, SimpleGlyph] = {}
        self._glyphids: dict[str, int] = {}

    def glyphindex(self, char: str) -> int:
        """The glyph id of a character; of a wide one FIRST and its code point."""
        wide = len(char) == 1 and unicodedata.east_asian_width(char) in "WF"
        return FIRST + ord(char) if wide else int(super().glyphindex(char))

    def glyph_fromid(self, glyphid: int) -> SimpleGlyph:
        """The glyph of a glyph id."""
        return HanGlyph(glyphid, self) if glyphid >= FIRST else super().glyph_fromid(glyphid)

    def has(self, char: str) -> bool:
        """True if the font has a glyph for a character."""
        return self.glyphindex(char) != 0


NAME = "jiangyi"


def register_math_font() -> str:
    """Add the font to ziamath's table of loaded fonts unless it is there, and return its name in it."""
    if NAME not in loadedfonts:
        loadedfonts[NAME] = HanMathFont(loadedfonts["default"])
    return NAME
