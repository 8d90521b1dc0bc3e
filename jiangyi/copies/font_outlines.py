"""A font file whose glyphs are read as outlines."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, Any

from fontTools.pens.basePen import BasePen
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont, TTLibError

from jiangyi.core import memoize

if TYPE_CHECKING:
    from jiangyi.engine import ShapedCluster, ShapedGlyph, WordShaper

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


@dataclass(frozen=True)
class Outline:
    """What a text looks like, from the start of its baseline, in units of which an em has 1000."""

    text: str
    width: int
    path: bytes
    """Path operators."""
    letters: tuple["Outline", ...] = ()
    """The parts of a word that is read from right to left, in the order in which they stand from left to right."""
    is_loose: bool = False
    """True if a combining mark of it is beside its letter."""


class FontOutlines:
    """The outlines of a face."""

    def __init__(self, file: str, index: int) -> None:
        """Raises OSError or TTLibError if the file is no font."""
        self._index = index
        self._font = TTFont(file, fontNumber=index, lazy=True)
        self._scale = EM / self._font["head"].unitsPerEm
        self._characters: dict[int, str] = self._font.getBestCmap() or {}
        self._glyphs = self._font.getGlyphSet()

    def draw(self, text: str) -> Outline | None:
        """The outline of a word or a character; None if the face has not all of its characters, or has no outlines of them."""
        made = self._draw_character(text) if len(text) == 1 else self._draw_word(text)
        return made if made and made.path else None

    def _draw_character(self, character: str) -> Outline | None:
        name = self._characters.get(ord(character))
        if name is None or name not in self._glyphs:
            return None
        return self._draw_glyphs(character, [(name, 0, 0)], self._glyphs[name].width)

    def _draw_word(self, text: str) -> Outline | None:
        word = self._shaper.shape(text)
        if word is None:
            return None
        letters = tuple(self._draw_shaped(one.text, one.glyphs) for one in word.clusters) if word.is_right_to_left else ()
        whole = self._draw_shaped(text, [glyph for one in word.clusters for glyph in one.glyphs])
        return replace(whole, letters=letters, is_loose=any(map(self._is_loose, word.clusters)))

    def _is_loose(self, cluster: "ShapedCluster") -> bool:
        """True if a combining mark takes room of its own, or is behind its letter, as in fonts that have it to be shown alone."""
        letters = [one for one in cluster.text if unicodedata.category(one) != "Mn"]
        if len(letters) == len(cluster.text) or sum(glyph.advance > 0 for glyph in cluster.glyphs) > len(letters):
            return len(letters) < len(cluster.text)
        width, x = sum(glyph.advance for glyph in cluster.glyphs), 0
        for glyph in cluster.glyphs:
            pen = ControlBoundsPen(self._glyphs)
            self._glyphs[self._font.getGlyphName(glyph.number)].draw(pen)
            if x and not glyph.advance and pen.bounds and x + glyph.right + pen.bounds[0] >= width:
                return True
            x += glyph.advance
        return False

    def _draw_shaped(self, text: str, glyphs: "Iterable[ShapedGlyph]") -> Outline:
        placed, x = list[tuple[str, int, int]](), 0
        for glyph in glyphs:
            placed.append((self._font.getGlyphName(glyph.number), x + glyph.right, glyph.up))
            x += glyph.advance
        return self._draw_glyphs(text, placed, x)

    def _draw_glyphs(self, text: str, glyphs: Iterable[tuple[str, int, int]], width: float) -> Outline:
        pen, scale = _OperatorPen(self._glyphs), self._scale
        for name, x, y in glyphs:
            self._glyphs[name].draw(TransformPen(pen, (scale, 0, 0, scale, x * scale, y * scale)))
        return Outline(text, round(width * scale), " ".join(pen.operators).encode())

    @cached_property
    def _shaper(self) -> "WordShaper":
        from jiangyi.engine import WordShaper

        file = self._font.reader.file
        return WordShaper(mmap(file.fileno(), 0, access=ACCESS_READ), self._index)


@memoize()
def open_font(file: str, index: int) -> FontOutlines | None:
    """The outlines of a face; None of a file that has none, such as one of bitmaps."""
    try:
        return FontOutlines(file, index)
    except (OSError, TTLibError, KeyError, AssertionError):
        return None
