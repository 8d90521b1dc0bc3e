"""The variants of the glyphs of a font, which have wider or narrower advances, and the fonts that show them.

The pages of a document are drawn in a further font for each variant, which has the same numbers for its glyphs as the font itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any, NamedTuple

from jiangyi.typeset import BLANK_MARKS

STEP = 228
"""Thousandths of an em between two advances of a glyph."""
MOST_STEPS = 12
DIGITS = 4
"""Hexadecimal digits of a glyph."""
SEPARATOR = "."
"""Between the name of a font in content streams and the numbers of a variant of its glyphs."""

CURRENT_FONTS = "jiangyi_current_fonts"
"""The attribute of a stream that holds what is known of its fonts, by their names."""

_has_plain_advances: ContextVar[bool] = ContextVar("glyphs keep the advances of their fonts", default=False)


class Variant(NamedTuple):
    """How a glyph differs from that of the font."""

    steps: int = 0
    """What is added to its advance."""
    shift: int = 0
    """Steps by which its outline moves to the right: a negative number, less than what its beginning moves to the right."""


PLAIN = Variant()


@contextmanager
def plain_advances() -> Iterator[None]:
    """Leave all gaps between glyphs to adjustments inside the `with` block, as for measuring glyphs: places are the same."""
    token = _has_plain_advances.set(True)
    try:
        yield
    finally:
        _has_plain_advances.reset(token)


def make_spaced(font: Any, variant: Variant) -> Any:
    """A font for variants of the glyphs of another one."""
    spaced = copy(font)
    spaced.hash, spaced.variant = format_name(font.hash, variant), variant
    spaced.to_unicode, spaced.widths, spaced.missing = {}, {}, {}
    return spaced


def format_name(plain: str, variant: Variant) -> str:
    """The name of the font for variants of the glyphs of another one."""
    return SEPARATOR.join(map(str, (plain, *(variant if variant.shift else variant[:1]))))


def split_name(name: str) -> tuple[str, Variant]:
    """The name of the font itself, and the variant of its glyphs."""
    plain, *numbers = name.split(SEPARATOR)
    return plain, Variant(*map(int, numbers))


class CurrentFonts:
    """The fonts of the current name of a stream, one for each size."""

    def __init__(self, stream: Any) -> None:
        name = stream._current_font[0]
        self._all, self._number = stream._fonts, len(stream._fonts)
        self._fonts = [font for font in stream._fonts.values() if font.hash == name]

    @classmethod
    def of(cls, stream: Any) -> "CurrentFonts":
        """Those of a stream, listed again only when there are more."""
        named: dict[str, CurrentFonts] = vars(stream).setdefault(CURRENT_FONTS, {})
        name = stream._current_font[0]
        found = named.get(name)
        if found is None or found._number != len(stream._fonts):
            found = named[name] = cls(stream)
        return found

    def find_ligatures(self) -> Mapping[str, str]:
        """The glyphs that stand for several characters each, as they are written, with these characters."""
        if len(self._fonts) == 1:
            ligatures: Mapping[str, str] = self._fonts[0].find_ligatures()
            return ligatures
        found: dict[str, str] = {}
        for font in self._fonts:
            found |= font.find_ligatures()
        return found

    def find_space(self, width: int) -> str:
        """The space, as it is written, if it is at least as wide."""
        fonts = (font for font in self._fonts if font.space)
        return next((font.space for font in fonts if font.widths.get(int(font.space, 16), 0) >= width), "")

    def is_space(self, glyph: str) -> bool:
        """True if the text of a glyph is a space."""
        return self._text_of(glyph).isspace()

    def is_mark(self, glyph: str) -> bool:
        """True if a glyph is a mark that may give up blank."""
        return self._text_of(glyph) in BLANK_MARKS

    def width_of(self, glyph: str) -> float:
        """Thousandths of an em that a glyph is wide; 0 where it is unknown."""
        font = self._find(glyph)
        return float(font.widths[int(glyph, 16)]) if font is not None else 0.0

    def _text_of(self, glyph: str) -> str:
        """The text of a glyph, empty where it is unknown."""
        font = self._find(glyph) if glyph else None
        return font.to_unicode[int(glyph, 16)] if font is not None else ""

    def _find(self, glyph: str) -> Any:
        """The font that has a glyph; None where there is none."""
        number = int(glyph, 16)
        return next((one for one in self._fonts if number in one.widths), None)

    def find_spaced(self, glyph: str, variant: Variant) -> Any:
        """The font with a variant of a glyph, with as many steps as leave it some width; None where there is none."""
        font, number = self._find(glyph), int(glyph, 16)
        if font is None or _has_plain_advances.get() or not (font.has_only_outlines if variant.shift else font.can_be_spaced):
            return None
        variant = variant._replace(steps=min(max(variant.steps, -((font.widths[number] - 1) // STEP)), MOST_STEPS))
        if variant == PLAIN:
            return None
        key = font.hash, variant
        if key not in self._all:
            self._all[key] = make_spaced(font, variant)
        spaced = self._all[key]
        if number not in spaced.widths:
            spaced.to_unicode[number], spaced.widths[number] = font.to_unicode[number], font.widths[number] + variant.steps * STEP
        return spaced
