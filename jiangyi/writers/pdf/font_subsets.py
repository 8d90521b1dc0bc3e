"""Subset the fonts of a PDF to the glyphs that are drawn, and renumber these.

WeasyPrint copies each font file, 20 MB for a Chinese one, subsets it twice, and keeps an empty entry for every dropped glyph, which is most
of a small PDF. Here a font is read when it is needed, subset once, and its glyphs are numbered from 1. Content streams keep the glyph ids
of the whole font, and a CMap maps them to the new ones: so the content of a page does not depend on what else the file draws. A font that
cannot be subset this way (a variable one, one with bitmaps or colors, or one that lacks a glyph) is left to WeasyPrint.

The empty entries of the 65,535 glyphs of a Chinese font would be three quarters of a handout's file. What a page draws does not
depend on the rest of the file, so it is compressed once and cached (`streams.py`); the map (CMap) costs about a twentieth of a
file. A number means the same glyph whether a program reads it as a position or as the font's own identifier (CID): programs
differ in which they use for an OpenType font in a PDF. Keeping the original numbers in bare outlines (CIDFontType0C) was tried:
one viewer draws different greys and a validator reads different widths.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pydyf
from fontTools.ttLib import TTFont
from weasyprint.pdf import fonts as engine
from weasyprint.text import fonts as engine_fonts
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

from jiangyi.engine import map_box_glyphs
from jiangyi.writers.pdf import cff

PDF_TABLES = ("CFF ", "OS/2", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "prep")
"""The tables that an embedded font may need (ISO 32000-1 §9.9), and those that name its origin."""
OUTLINES = "CFF "
NO_BREAK_SPACE = "\u00a0"
"""It has the glyph of a space. If it came first, it would be the text of that glyph, and every space of the file would be copied as one."""
CMAP_DICTIONARY = {
    "Type": "/CMap",
    "CMapName": "/Drawn",
    "CIDSystemInfo": pydyf.Dictionary({"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}),
}
CMAP_START = b"""\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo 3 dict dup begin
/Registry (Adobe) def
/Ordering (Identity) def
/Supplement 0 def
end def
/CMapName /Drawn def
/CMapType 1 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange"""
CMAP_END = b"""\
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
RANGES_PER_BLOCK = 100
"""The most ranges in one block of a CMap (Adobe Technical Note 5014)."""
T = TypeVar("T")


def has_subsetter() -> bool:
    """True if Pango's HarfBuzz can build and subset font faces (version 4.1)."""
    return harfbuzz_subset is not None and bool(harfbuzz.hb_version_atleast(4, 1, 0))


@contextmanager
def restored_fonts(document: Any) -> Iterator[None]:
    """Leave the fonts of a document as they were after the `with` block, so that it can be written again."""
    try:
        yield
    finally:
        for font in document.fonts.values():
            if isinstance(font, SubsetFont):
                font.restore()


@dataclass(frozen=True)
class FontData:
    """The file of a font that is not read yet: 20 MB for one of Chinese."""

    face: Any

    def __bool__(self) -> bool:
        """True if there is anything to read."""
        return bool(_read(harfbuzz.hb_face_reference_blob(self.face), len))

    def read(self) -> bytes:
        """The whole file."""
        return _read(harfbuzz.hb_face_reference_blob(self.face), bytes)


def get_hb_object_data(hb_object: Any, ot_color: Any = None, glyph: Any = None) -> Any:
    """The file of a face, to be read when it is needed; it replaces WeasyPrint's function of the same name and arguments."""
    return FontData(hb_object) if ot_color is None else engine_fonts.get_hb_object_data(hb_object, ot_color, glyph)


class SubsetFont(engine.Font):  # type: ignore[misc]
    """A font that is read when it is needed and subset once."""

    _content: FontData | bytes | None
    widths: dict[int, Any]
    before: dict[int, Any]
    """The widths by the glyph ids of the whole font."""
    numbers: Mapping[int, int] | None = None
    """The new id of each glyph by its id in the whole font; None until it is subset."""

    @property
    def file_content(self) -> bytes:
        """The font file: the whole one until it is subset."""
        if isinstance(self._content, FontData):
            self._content = self._content.read()
        return self._content or b""

    @file_content.setter
    def file_content(self, data: FontData | bytes | None) -> None:
        self._content = data

    def subset(self, to_unicode: Any, hinting: bool) -> None:  # noqa: FBT001 - the engine's own arguments
        """Subset it as WeasyPrint does, unless that was done already."""
        if self.numbers is None:
            super().subset(to_unicode, hinting)

    @property
    def has_only_outlines(self) -> bool:
        """True if it has static outlines and nothing else."""
        return not (self.used_in_forms or self.missing or self.bitmap or self.png or self.svg or self.colr or "fvar" in self.tables)

    def renumber(self, numbers: Mapping[int, int]) -> None:
        """Use the new glyph ids."""
        self.numbers, self.before = numbers, self.widths
        self.widths = {numbers[glyph]: width for glyph, width in self.widths.items() if glyph in numbers}

    def restore(self) -> None:
        """Undo the subsetting."""
        self._content = FontData(self.hb_face)
        if self.numbers is not None:
            self.numbers, self.widths = None, self.before


def build_fonts_dictionary(pdf: pydyf.PDF, fonts: Mapping[Any, SubsetFont], compress: bool, subset: bool, options: Any) -> Any:  # noqa: FBT001
    """Subset all fonts before they are written; it replaces WeasyPrint's function of the same name and arguments."""
    files: dict[str, list[SubsetFont]] = {}
    for font in fonts.values():
        files.setdefault(font.hash, []).append(font)
        font.to_unicode |= {glyph: " " for glyph, text in font.to_unicode.items() if text == NO_BREAK_SPACE}
        boxes = map_box_glyphs(font.family)
        font.to_unicode |= {glyph: boxes[glyph] for glyph in font.to_unicode if glyph in boxes}
    for sizes in files.values():
        glyphs = {glyph for font in sizes for glyph in font.to_unicode}
        made = (
            subset_font(sizes[0], glyphs, hinting=options["hinting"]) if subset and all(font.has_only_outlines for font in sizes) else None
        )
        if made:
            sizes[0].file_content, numbers = made
            for font in sizes:
                font.renumber(numbers)
    called: dict[str, bytes] = engine.build_fonts_dictionary(pdf, fonts, compress, subset, options)
    for name, sizes in files.items():
        if sizes[0].numbers is not None:
            map_of_codes = pydyf.Stream([*_map(sizes[0].numbers)], CMAP_DICTIONARY, compress)
            pdf.add_object(map_of_codes)
            pdf.objects[int(called[name].split()[0])]["Encoding"] = map_of_codes.reference
    return called


def _map(numbers: Mapping[int, int]) -> Iterator[bytes]:
    """The lines of a CMap from the ids in content streams to the new glyph ids (ISO 32000-1 §9.7.5.4)."""
    ranges: list[list[int]] = []  # first and last old id, first new id
    for old, new in sorted(numbers.items()):
        if ranges and (old, new - ranges[-1][2]) == (ranges[-1][1] + 1, old - ranges[-1][0]) and old & 255:
            ranges[-1][1] = old
        else:
            ranges.append([old, old, new])
    yield CMAP_START
    for place in range(0, len(ranges), RANGES_PER_BLOCK):
        block = ranges[place : place + RANGES_PER_BLOCK]
        yield b"%d begincidrange" % len(block)
        yield from (b"<%04x> <%04x> %d" % (first, last, glyph) for first, last, glyph in block)
        yield b"endcidrange"
    yield CMAP_END


def open_undated(*arguments: Any, **options: Any) -> TTFont:
    """A font for fontTools; it replaces `TTFont` itself, which writes the time of the build into the bytes."""
    return TTFont(*arguments, recalcTimestamp=False, **options)


def subset_font(font: SubsetFont, glyphs: Iterable[int], *, hinting: bool) -> tuple[bytes, dict[int, int]] | None:
    """A font with only some of its glyphs, and the new id of each; None if HarfBuzz cannot subset it or has to keep more."""
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE | (0 if hinting else harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING)
    kept = sorted({0, *glyphs})
    order = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    harfbuzz_subset.hb_subset_input_set_flags(order, flags)
    glyph_set = harfbuzz_subset.hb_subset_input_glyph_set(order)
    harfbuzz.hb_set_add_sorted_array(glyph_set, ffi.new("hb_codepoint_t[]", kept), len(kept))
    made = harfbuzz_subset.hb_subset_or_fail(_face(font.hb_face, {}), order)
    if made == ffi.NULL:
        return None
    made = ffi.gc(made, harfbuzz.hb_face_destroy)
    if harfbuzz.hb_face_get_glyph_count(made) != len(kept):  # a composite glyph keeps its components
        return None
    outlines = _table(made, OUTLINES)
    if outlines:
        made = _face(made, {OUTLINES: cff.renumber_cids(outlines, len(kept))})
    return _read(harfbuzz.hb_face_reference_blob(made), bytes), {old: new for new, old in enumerate(kept)}


def _face(face: Any, changed: Mapping[str, bytes]) -> Any:
    """A face with the tables of another that a PDF may need, some of them replaced; no table is copied."""
    made = ffi.gc(harfbuzz.hb_face_builder_create(), harfbuzz.hb_face_destroy)
    for name in PDF_TABLES:
        data = changed.get(name)
        blob = (
            harfbuzz.hb_face_reference_table(face, _tag(name))
            if data is None
            else harfbuzz.hb_blob_create(data, len(data), 0, ffi.NULL, ffi.NULL)
        )
        if harfbuzz.hb_blob_get_length(blob):
            harfbuzz.hb_face_builder_add_table(made, _tag(name), blob)
        harfbuzz.hb_blob_destroy(blob)
    return made


def _table(face: Any, name: str) -> bytes:
    return _read(harfbuzz.hb_face_reference_table(face, _tag(name)), bytes)


def _tag(name: str) -> int:
    return int(harfbuzz.hb_tag_from_string(name.encode(), -1))


def _read(blob: Any, use: Callable[[Any], T]) -> T:
    """The result of `use` for the bytes of a blob, which is then released."""
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    try:
        return use(b"" if data == ffi.NULL else ffi.buffer(data, length[0]))
    finally:
        harfbuzz.hb_blob_destroy(blob)
