"""The outlines of text, in the fonts of a theme and otherwise in any installed font."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from jiangyi.copies.font_outlines import EM, FontOutlines, Outline, open_font
from jiangyi.copies.text_units import split_clusters, split_units
from jiangyi.prepress import compress
from jiangyi.project import find_file, find_files_with, is_visible

REGULAR = 400
SPACE = EM // 4
SPACES = {"\u3000": EM}
"""The widths of others."""
FRAME = b"80 -60 m 920 -60 l 920 820 l 80 820 l h 140 0 m 140 760 l 860 760 l 860 0 l h"
"""What is drawn for a character that no font has."""


@dataclass(frozen=True, eq=False)
class DrawnGlyph:
    """The outline of a unit of text that is drawn as a whole. A pen has one object for each."""

    text: str
    width: int
    path: bytes
    """Path operators from the start of the baseline, in units of which an em has 1000; empty for a space."""
    is_missing: bool = False
    """True if no installed font has it."""
    letters: tuple["DrawnGlyph", ...] = ()
    """The parts of a word that is read from right to left, as they stand from left to right: readers reverse such text."""

    @cached_property
    def procedure(self) -> bytes:
        """The glyph description of a Type 3 font (ISO 32000-1 §9.6.5), compressed."""
        return compress(b"%d 0 %d %d %d %d d1\n%b" % (self.width, -EM, -EM, self.width + EM, 2 * EM, self.path and self.path + b" f"))


class GlyphPen:
    """Draws text in a list of font families; what none of them has is drawn in an installed font that has it."""

    def __init__(self, families: Iterable[str]) -> None:
        self._families = tuple(families)
        self._known: dict[str, tuple[DrawnGlyph, ...]] = {}

    def draw(self, text: str) -> tuple[DrawnGlyph, ...]:
        """The glyphs of a text, in its order."""
        return tuple([glyph for unit in split_units(text) for glyph in self._known.get(unit) or self._add(unit)])

    def list_missing(self, text: str) -> tuple[str, ...]:
        """The characters that no installed font has, each once; a frame is drawn in their place."""
        return tuple(dict.fromkeys(glyph.text for glyph in self.draw(text) if glyph.is_missing))

    def _add(self, unit: str) -> tuple[DrawnGlyph, ...]:
        made = self._known[unit] = tuple(self._make(unit))
        return made

    def _make(self, unit: str) -> Iterator[DrawnGlyph]:
        """A glyph; those of the clusters of a word that no font has as a whole."""
        clusters = split_clusters(unit)
        found = _make_blank(unit) or self._find(unit)
        if found:
            yield found
        elif len(clusters) == 1:
            yield DrawnGlyph(unit, EM, FRAME, is_missing=True)
        else:
            for cluster in clusters:
                yield from self._known.get(cluster) or self._add(cluster)

    def _find(self, unit: str) -> DrawnGlyph | None:
        """A glyph in the first font that has one, and whose combining marks are where they should be, if any is so."""
        text, loose = unicodedata.normalize("NFC", unit), None
        for face in self._list_faces(text):
            made = face.draw(text)
            if made and not made.is_loose:
                return _take(made, unit)
            loose = loose or made
        return _take(loose, unit) if loose else None

    @cached_property
    def _own_faces(self) -> tuple[FontOutlines, ...]:
        files = dict.fromkeys(file for family in self._families if (file := find_file(family, REGULAR)))
        return tuple(face for file in files if (face := open_font(*file)))

    def _list_faces(self, text: str) -> Iterator[FontOutlines]:
        """Faces that may have a text: those of the families, and those that have all of its characters."""
        yield from self._own_faces
        files = [find_files_with(character) for character in text if is_visible(character)]
        for file in files[0] if files else ():
            if all(file in others for others in files) and (face := open_font(*file)):
                yield face


def _take(made: Outline, unit: str) -> DrawnGlyph:
    return DrawnGlyph(unit, made.width, made.path, letters=tuple(_take(letter, letter.text) for letter in made.letters))


def _make_blank(unit: str) -> DrawnGlyph | None:
    """A space, or characters that show nothing."""
    if any(map(is_visible, unit)):
        return None
    return DrawnGlyph(unit, max(SPACES.get(one, SPACE) if one.isspace() else 0 for one in unit), b"")
