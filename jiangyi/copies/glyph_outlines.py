"""The outlines of text, in the fonts of a theme and otherwise in any installed font."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from jiangyi.copies.font_outlines import EM, FontOutlines, open_font
from jiangyi.prepress import compress
from jiangyi.project import find_file, find_files_with

REGULAR = 400
SPACE = EM // 4
JOINER = "\u200d"
UNKNOWN = ("Cn", "Co", "Cs")
UNSEEN = ("Cc", "Cf", *UNKNOWN)
FRAME = b"80 -60 m 920 -60 l 920 820 l 80 820 l h 140 0 m 140 760 l 860 760 l 860 0 l h"
"""What is drawn for a character that no font has."""


@dataclass(frozen=True, eq=False)
class DrawnGlyph:
    """The outline of a cluster: a character with what modifies it. A pen has one object for each cluster."""

    text: str
    width: int
    path: bytes
    """Path operators from the start of the baseline, in units of which an em has 1000; empty for a space."""
    is_missing: bool = False
    """True if no installed font has it."""

    @cached_property
    def procedure(self) -> bytes:
        """The glyph description of a Type 3 font (ISO 32000-1 §9.6.5), compressed."""
        return compress(b"%d 0 %d %d %d %d d1\n%b" % (self.width, -EM, -EM, 2 * EM, 2 * EM, self.path and self.path + b" f"))


def split_clusters(text: str) -> list[str]:
    """The characters of a text, each with the combining marks, selectors and joined characters behind it."""
    clusters: list[str] = []
    for character in text:
        is_attached = unicodedata.category(character) in ("Mn", "Me") or character == JOINER
        if clusters and (is_attached or clusters[-1].endswith(JOINER)):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


class GlyphPen:
    """Draws text in a list of font families; what none of them has is drawn in an installed font that has it."""

    def __init__(self, families: Iterable[str]) -> None:
        self._families = tuple(families)
        self._known: dict[str, DrawnGlyph] = {}

    def draw(self, text: str) -> tuple[DrawnGlyph, ...]:
        """The glyphs of a text."""
        return tuple([self._known.get(cluster) or self._add(cluster) for cluster in split_clusters(text)])

    def list_missing(self, text: str) -> tuple[str, ...]:
        """The characters that no installed font has, each once; a frame is drawn in their place."""
        return tuple(dict.fromkeys(glyph.text for glyph in self.draw(text) if glyph.is_missing))

    def _add(self, cluster: str) -> DrawnGlyph:
        made = self._known[cluster] = self._make(cluster)
        return made

    def _make(self, cluster: str) -> DrawnGlyph:
        base, *more = list(unicodedata.normalize("NFC", cluster))
        kind = unicodedata.category(base)
        if base.isspace():
            return DrawnGlyph(cluster, EM if base == "\u3000" else SPACE, b"")
        if kind in UNSEEN and kind not in UNKNOWN:
            return DrawnGlyph(cluster, 0, b"")
        for face in self._list_faces(base) if kind != "Cs" else ():
            name = face.find(base, more)
            if name:
                width, path = face.draw(name, [mark for mark in map(face.find, more) if mark])
                if path:
                    return DrawnGlyph(cluster, width, path)
        return DrawnGlyph(cluster, EM, FRAME, is_missing=True)

    @cached_property
    def _own_faces(self) -> tuple[FontOutlines, ...]:
        files = dict.fromkeys(file for family in self._families if (file := find_file(family, REGULAR)))
        return tuple(face for file in files if (face := open_font(*file)))

    def _list_faces(self, character: str) -> Iterator[FontOutlines]:
        yield from self._own_faces
        for file in find_files_with(character):
            if face := open_font(*file):
                yield face
