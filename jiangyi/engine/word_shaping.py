"""Words as HarfBuzz shapes them, in one face of a font file: joined letters, reordered vowel signs, and marks in their places."""

from dataclasses import dataclass
from itertools import groupby
from mmap import mmap
from typing import Any

from weasyprint.text.ffi import ffi, harfbuzz

READ_ONLY, RIGHT_TO_LEFT = 1, 5
"""HB_MEMORY_MODE_READONLY and HB_DIRECTION_RTL."""


@dataclass(frozen=True, slots=True)
class ShapedGlyph:
    """A glyph: its number, its advance, and by how much it is moved right and up; in units of the font."""

    number: int
    advance: int
    right: int
    up: int


@dataclass(frozen=True, slots=True)
class ShapedCluster:
    """What cannot be divided of a word, such as a letter with its marks, or a ligature."""

    text: str
    glyphs: tuple[ShapedGlyph, ...]


@dataclass(frozen=True, slots=True)
class ShapedWord:
    """The clusters of a word from left to right."""

    clusters: tuple[ShapedCluster, ...]
    is_right_to_left: bool


class WordShaper:
    """A face of a font file."""

    def __init__(self, data: bytes | mmap, index: int) -> None:
        """`data` is the whole file."""
        self._memory = ffi.from_buffer(data)
        blob = ffi.gc(harfbuzz.hb_blob_create(self._memory, len(self._memory), READ_ONLY, ffi.NULL, ffi.NULL), harfbuzz.hb_blob_destroy)
        face = ffi.gc(harfbuzz.hb_face_create(blob, index), harfbuzz.hb_face_destroy)
        self._font: Any = ffi.gc(harfbuzz.hb_font_create(face), harfbuzz.hb_font_destroy)

    def shape(self, text: str) -> ShapedWord | None:
        """A word in one script; None if the face has not all of its characters."""
        data = text.encode()
        buffer = ffi.gc(harfbuzz.hb_buffer_create(), harfbuzz.hb_buffer_destroy)
        harfbuzz.hb_buffer_add_utf8(buffer, data, len(data), 0, len(data))
        harfbuzz.hb_buffer_guess_segment_properties(buffer)
        harfbuzz.hb_shape(self._font, buffer, ffi.NULL, 0)
        count = ffi.new("unsigned int *")
        infos = ffi.unpack(harfbuzz.hb_buffer_get_glyph_infos(buffer, count), count[0])
        places = ffi.unpack(harfbuzz.hb_buffer_get_glyph_positions(buffer, count), count[0])
        if not all(info.codepoint for info in infos):
            return None
        starts = sorted({info.cluster for info in infos})
        texts = {start: data[start:end].decode() for start, end in zip(starts, (*starts[1:], len(data)), strict=True)}
        return ShapedWord(
            tuple(
                ShapedCluster(
                    texts[start],
                    tuple(ShapedGlyph(info.codepoint, place.x_advance, place.x_offset, place.y_offset) for info, place in pairs),
                )
                for start, pairs in groupby(zip(infos, places, strict=True), lambda pair: int(pair[0].cluster))
            ),
            harfbuzz.hb_buffer_get_direction(buffer) == RIGHT_TO_LEFT,
        )
