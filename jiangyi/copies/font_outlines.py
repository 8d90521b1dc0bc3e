"""A font file whose glyphs are read as outlines."""

from collections.abc import Iterable
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont, TTLibError

from jiangyi.core import memoize

EM = 1000
"""Units of an em in which outlines are given."""


class _OperatorPen(BasePen):  # type: ignore[misc]
    """Writes an outline as path operators (ISO 32000-1 §8.5.2)."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []

    def _add(self, operator: str, *points: tuple[float, float]) -> None:
        self.operators.append(" ".join([f"{round(x)} {round(y)}" for x, y in points] + [operator]))

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - the names of the library
        self._add("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._add("l", pt)

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:  # noqa: N802
        self._add("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802
        self._add("h")

    _endPath = _closePath  # noqa: N815


class FontOutlines:
    """The glyphs of a face, by characters."""

    def __init__(self, file: str, index: int) -> None:
        """Raises OSError or TTLibError if the file is no font."""
        font = TTFont(file, fontNumber=index, lazy=True)
        self._scale = EM / font["head"].unitsPerEm
        self._characters: dict[int, str] = font.getBestCmap() or {}
        self._variants = {
            (base, selector): name
            for table in font["cmap"].tables
            if table.format == 14
            for selector, pairs in table.uvsDict.items()
            for base, name in pairs
            if name
        }
        self._glyphs = font.getGlyphSet()

    def find(self, character: str, more: Iterable[str] = ()) -> str | None:
        """The name of the glyph of a character, of its variant if a selector is behind it; None if there is none with an outline."""
        code = ord(character)
        variant = next((name for mark in more if (name := self._variants.get((code, ord(mark))))), None)
        name = variant or self._characters.get(code)
        return name if name in self._glyphs else None

    def draw(self, name: str, marks: Iterable[str] = ()) -> tuple[int, bytes]:
        """The width and the path of a glyph, with those of combining marks on it."""
        pen = _OperatorPen(self._glyphs)
        width = self._glyphs[name].width
        for mark in (name, *marks):
            glyph = self._glyphs[mark]
            shift = 0.0 if mark == name else width - glyph.width / 2 if glyph.width else width
            glyph.draw(TransformPen(pen, (self._scale, 0, 0, self._scale, shift * self._scale, 0)))
        return round(width * self._scale), " ".join(pen.operators).encode()


@memoize()
def open_font(file: str, index: int) -> FontOutlines | None:
    """The outlines of a face; None of a file that has none, such as one of bitmaps."""
    try:
        return FontOutlines(file, index)
    except (OSError, TTLibError, KeyError, AssertionError):
        return None
