"""Subset the fonts of a PDF to the glyphs that are drawn, and renumber these.

WeasyPrint copies each font file, 20 MB for a Chinese one, subsets it twice, and keeps an empty entry for every dropped glyph, which is most
of a small PDF. Here a font is read when it is needed, subset once, and its glyphs are numbered from 1. Pages are drawn with the glyph ids
of the whole font, so that what is drawn does not depend on the rest of the file; those of one document get the new ids when it is
written (`glyph_codes`), and in a book, whose parts are drawn one by one, a CMap maps them to the new ones. A font that
cannot be subset this way (a variable one, one with bitmaps or colors, or one that lacks a glyph) is left to WeasyPrint.

The empty entries of the 65,535 glyphs of a Chinese font would be three quarters of a handout's file. The parts of a book are compressed
once and cached; the map (CMap) costs about a twentieth of a file. A number means the same glyph whether a program reads it as a position
or as the font's own identifier (CID): programs differ in which they use for an OpenType font in a PDF. Keeping the original numbers in
bare outlines (CIDFontType0C) was tried: one viewer draws different greys and a validator reads different widths.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import pydyf
from fontTools.ttLib import TTFont
from weasyprint.pdf import fonts as engine
from weasyprint.text import fonts as engine_fonts
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

from jiangyi.engine import map_box_glyphs
from jiangyi.writers.pdf import cff, formula_font, true_type
from jiangyi.writers.pdf.cff import Glyph
from jiangyi.writers.pdf.cmap import GLYPHS, build_system_info, format_cmap
from jiangyi.writers.pdf.glyph_codes import CodeTable, Numbers, find_streams
from jiangyi.writers.pdf.glyph_variants import PLAIN, STEP, Variant, format_name, split_name
from jiangyi.writers.pdf.spaced_glyphs import is_divisible

PDF_TABLES = ("CFF ", "OS/2", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "prep")
"""The tables that an embedded font may need (ISO 32000-1 §9.9), and those that name its origin."""
OUTLINES = "CFF "
NO_BREAK_SPACE = "\u00a0"
"""It has the glyph of a space. If it came first, it would be the text of that glyph, and every space of the file would be copied as one."""
CMAP_NAME = "Drawn"
CMAP_DICTIONARY = {"Type": "/CMap", "CMapName": f"/{CMAP_NAME}", "CIDSystemInfo": build_system_info()}
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
    to_unicode: dict[int, str]
    before: dict[int, Any]
    """The widths by the glyph ids of the whole font."""
    texts_before: dict[int, str] | None = None
    """The texts by the glyph ids of the whole font, where they are by the new ones."""
    numbers: Mapping[int, int] | None = None
    """The new id of each glyph by its id in the whole font; None until it is subset."""
    known_glyphs: int = 0
    """How many glyphs `find_ligatures` has seen."""
    space: str = ""
    """The code of its space, as it is written, when `find_ligatures` has seen it."""
    variant: Variant = PLAIN
    """How its glyphs differ from those of the font file (`glyph_variants`)."""

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
    def can_be_spaced(self) -> bool:
        """True if it has static outlines, so that its subset may have glyphs with other advances."""
        return not (self.bitmap or self.png or self.svg or self.colr or "fvar" in self.tables)

    @property
    def has_only_outlines(self) -> bool:
        """True if it has static outlines and nothing else."""
        return self.can_be_spaced and not (self.used_in_forms or self.missing)

    def renumber(self, numbers: Numbers, spaced: Iterable["SubsetFont"]) -> None:
        """Use the new glyph ids; the glyphs of `spaced` fonts are in the same subset."""
        self.numbers, self.before = {glyph: new for (glyph, variant), new in numbers.items() if variant == PLAIN}, self.widths
        drawn = (((glyph, font.variant), width) for font in (self, *spaced) for glyph, width in font.widths.items())
        self.widths = {numbers[one]: width for one, width in drawn if one in numbers}

    def use_texts(self, coded: Mapping[int, str]) -> None:
        """Use texts by the new glyph ids."""
        self.texts_before, self.to_unicode = self.to_unicode, dict(coded)

    def find_ligatures(self) -> Mapping[str, str]:
        """The glyphs that stand for several characters each, as they are written, with these characters."""
        found: dict[str, str] = self.__dict__.setdefault("ligatures", {})
        if len(self.to_unicode) > self.known_glyphs:
            new = [(f"{glyph:04x}", text) for glyph, text in islice(self.to_unicode.items(), self.known_glyphs, None)]
            self.known_glyphs = len(self.to_unicode)
            self.space = next((code for code, text in new if text == " "), self.space)
            if self.can_be_spaced:
                found.update({code: text for code, text in new if len(text) > 1 and is_divisible(text)})
        return found

    def forget(self, glyph: int) -> None:
        """Leave it as it was before a glyph was drawn."""
        self.known_glyphs = 0
        self.__dict__.get("ligatures", {}).pop(f"{glyph:04x}", None)
        for known in (self.to_unicode, self.widths, self.missing):
            known.pop(glyph, None)

    def restore(self) -> None:
        """Undo the subsetting."""
        self._content = FontData(self.hb_face)
        if self.numbers is not None:
            self.numbers, self.widths = None, self.before
        if self.texts_before is not None:
            self.to_unicode, self.texts_before = self.texts_before, None


def build_fonts_dictionary(pdf: pydyf.PDF, fonts: Mapping[Any, SubsetFont], compress: bool, subset: bool, options: Any) -> Any:  # noqa: FBT001
    """Write the fonts of a document that is drawn; it replaces WeasyPrint's function of the same name and arguments.

    One that is not compressed is for viewing only, and keeps the codes that its pages are drawn with.
    """
    return write_subsets(pdf, fonts, compress, subset, options, recodes=compress)


def write_subsets(pdf: pydyf.PDF, fonts: Mapping[Any, SubsetFont], compress: bool, subset: bool, options: Any, *, recodes: bool) -> Any:  # noqa: FBT001
    """Subset all fonts and write them; `recodes` if the pages, which are in the file, get the numbers of their glyphs in the subsets."""
    files: dict[str, _FontFile] = {}
    for font in fonts.values():
        files.setdefault(split_name(font.hash)[0], _FontFile()).add(font)
    for file in files.values() if subset else ():
        file.subset(hinting=options["hinting"])
    recoded = {name: file.numbers for name, file in files.items() if recodes and file.numbers}
    for name in recoded:
        files[name].use_numbers_as_codes()
    plain = {key: font for key, font in fonts.items() if font.variant == PLAIN}
    called: dict[str, bytes] = engine.build_fonts_dictionary(pdf, plain, compress, subset, options)
    CodeTable(recoded).rewrite(find_streams(pdf.objects))
    for name, file in files.items():
        if name in recoded:
            continue
        font = pdf.objects[int(called[name].split()[0])]
        if file.numbers:
            font["Encoding"] = _add_map(pdf, file.numbers, PLAIN, compress)
        for variant, glyphs in sorted(file.spaced.items()):
            spaced = pydyf.Dictionary(font)
            if file.numbers:
                spaced["Encoding"] = _add_map(pdf, {(glyph, variant): file.numbers[glyph, variant] for glyph in glyphs}, variant, compress)
            elif variant.shift and (made := subset_font(file.sizes[0], [(glyph, variant) for glyph in glyphs], hinting=False)):
                outlines, numbers = made
                widths = {numbers[glyph, variant]: width for glyph, width in glyphs.items()}
                spaced["Encoding"] = _add_map(pdf, numbers, variant, compress)
                spaced["DescendantFonts"] = _add_descendant(pdf, font, widths, pydyf.Stream([outlines], compress=compress))
            else:
                spaced["DescendantFonts"] = _add_descendant(pdf, font, glyphs, None)
            pdf.add_object(spaced)
            called[format_name(name, variant)] = spaced.reference
    if any(isinstance(thing, pydyf.Stream) and formula_font.shows_hidden_text(thing.stream) for thing in pdf.objects):
        called[formula_font.NAME] = formula_font.add_font(pdf)
    return called


@dataclass
class _FontFile:
    """The fonts that use one font file: its sizes, and those with other advances."""

    sizes: list[SubsetFont] = field(default_factory=list)
    others: list[SubsetFont] = field(default_factory=list)
    numbers: Numbers | None = None
    """None where the subset is left to the engine."""

    @property
    def spaced(self) -> dict[Variant, dict[int, int]]:
        """The widths of the variants of glyphs."""
        found: dict[Variant, dict[int, int]] = {}
        for font in self.others:
            found.setdefault(font.variant, {}).update(font.widths)
        return found

    def add(self, font: SubsetFont) -> None:
        (self.sizes if font.variant == PLAIN else self.others).append(font)
        font.to_unicode |= {glyph: " " for glyph, text in font.to_unicode.items() if text == NO_BREAK_SPACE}
        font.to_unicode |= {int(code, 16): text[0] for code, text in font.find_ligatures().items()}
        boxes = map_box_glyphs(font.family)
        font.to_unicode |= {glyph: boxes[glyph] for glyph in font.to_unicode if glyph in boxes}

    def use_numbers_as_codes(self) -> None:
        """Let the texts of the fonts be those of the new ids."""
        texts = {glyph: text for font in self.sizes for glyph, text in font.to_unicode.items()}
        coded = {new: texts[glyph] for (glyph, _), new in (self.numbers or {}).items() if glyph in texts}
        for font in self.sizes:
            font.use_texts(coded)

    def subset(self, *, hinting: bool) -> None:
        """Subset the file, unless it is left to the engine."""
        if not all(font.has_only_outlines for font in self.sizes):
            return
        wanted = {(glyph, PLAIN) for font in self.sizes for glyph in font.to_unicode}
        wanted |= {(glyph, variant) for variant, glyphs in self.spaced.items() for glyph in glyphs}
        made = subset_font(self.sizes[0], wanted, hinting=hinting)
        if made:
            self.sizes[0].file_content, self.numbers = made
            for font in self.sizes:
                font.renumber(self.numbers, self.others)


def _add_map(pdf: pydyf.PDF, numbers: Numbers, variant: Variant, compress: bool) -> bytes:  # noqa: FBT001 - the engine's own option
    """Add the CMap of a variant of glyphs; returns its reference."""
    made = pydyf.Stream([_map({glyph: new for (glyph, own), new in numbers.items() if own == variant})], CMAP_DICTIONARY, compress)
    pdf.add_object(made)
    reference: bytes = made.reference
    return reference


def _add_descendant(pdf: pydyf.PDF, font: pydyf.Dictionary, widths: Mapping[int, int], outlines: pydyf.Stream | None) -> pydyf.Array:
    """Add a descendant that has other advances than the font file: of a font that only the engine can subset, or replace a glyph of.

    Shifted outlines are a file of their own.
    """
    descendant = pydyf.Dictionary(_find_object(pdf, font["DescendantFonts"][0]))
    if outlines is not None:
        descriptor = pydyf.Dictionary(_find_object(pdf, descendant["FontDescriptor"]))
        (name,) = (name for name in descriptor if name.startswith("FontFile"))
        outlines.extra |= _find_object(pdf, descriptor[name]).extra
        if "Length1" in outlines.extra:
            outlines.extra["Length1"] = len(outlines.stream[0])
        pdf.add_object(outlines)
        descriptor[name] = outlines.reference
        pdf.add_object(descriptor)
        descendant["FontDescriptor"] = descriptor.reference
    descendant["W"] = pydyf.Array(thing for glyph, width in sorted(widths.items()) for thing in (glyph, pydyf.Array([width])))
    pdf.add_object(descendant)
    return pydyf.Array([descendant.reference])


def _find_object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _map(numbers: Mapping[int, int]) -> bytes:
    """A CMap from the ids in content streams to the new glyph ids (ISO 32000-1 §9.7.5.4)."""
    ranges: list[list[int]] = []  # first and last old id, first new id
    for old, new in sorted(numbers.items()):
        if ranges and (old, new - ranges[-1][2]) == (ranges[-1][1] + 1, old - ranges[-1][0]) and old & 255:
            ranges[-1][1] = old
        else:
            ranges.append([old, old, new])
    return format_cmap(CMAP_NAME, "Identity", GLYPHS, ranges)


def open_undated(*arguments: Any, **options: Any) -> TTFont:
    """A font for fontTools; it replaces `TTFont` itself, which writes the time of the build into the bytes."""
    return TTFont(*arguments, recalcTimestamp=False, **options)


def subset_font(font: SubsetFont, glyphs: Iterable[tuple[int, Variant]], *, hinting: bool) -> tuple[bytes, Numbers] | None:
    """A font with only some of its glyphs, each as a variant, and their new ids.

    None if HarfBuzz cannot subset it.
    """
    wanted = {(0, PLAIN), *glyphs}
    kept = sorted({glyph for glyph, _ in wanted})
    made = _subset(font.hb_face, kept, hinting=hinting)
    if made is not None and harfbuzz.hb_face_get_glyph_count(made) != len(kept):  # a composite glyph keeps its components
        kept = sorted(_with_components(font.hb_face, kept))
        wanted |= {(glyph, PLAIN) for glyph in kept}
    if made is None or harfbuzz.hb_face_get_glyph_count(made) != len(kept):
        return None
    wanted |= {(glyph, PLAIN) for glyph, variant in wanted if variant.shift and not _table(made, OUTLINES)}  # a part of the shifted one
    places = {glyph: place for place, glyph in enumerate(kept)}
    order = sorted(wanted)
    step = STEP * font.upem / 1000
    arranged = _arrange(made, [Glyph(places[glyph], variant.steps * step, variant.shift * step) for glyph, variant in order])
    return _read(harfbuzz.hb_face_reference_blob(_face(made, arranged)), bytes), {one: new for new, one in enumerate(order)}


def _subset(face: Any, kept: Sequence[int], *, hinting: bool) -> Any:
    """A face with some of the glyphs of another one; None if HarfBuzz cannot make it."""
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE | (0 if hinting else harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING)
    order = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    harfbuzz_subset.hb_subset_input_set_flags(order, flags)
    glyph_set = harfbuzz_subset.hb_subset_input_glyph_set(order)
    harfbuzz.hb_set_add_sorted_array(glyph_set, ffi.new("hb_codepoint_t[]", kept), len(kept))
    made = harfbuzz_subset.hb_subset_or_fail(_face(face, {}), order)
    return None if made == ffi.NULL else ffi.gc(made, harfbuzz.hb_face_destroy)


def _with_components(face: Any, glyphs: Iterable[int]) -> set[int]:
    """Glyphs with those that they are made of."""
    offsets = true_type.read_offsets(_table(face, "head"), _table(face, "loca"))
    return true_type.find_components(offsets, _table(face, "glyf"), glyphs)


def _arrange(face: Any, glyphs: Sequence[Glyph]) -> dict[str, bytes]:
    """The tables of a face that change where it has these glyphs in this order."""
    outlines = _table(face, OUTLINES)
    if outlines:
        changed = {OUTLINES: cff.pick_glyphs(outlines, glyphs)}
    elif any(one.more or one.shift for one in glyphs):
        changed = true_type.pick_outlines({name: _table(face, name) for name in ("head", "loca", "glyf")}, glyphs)
    else:
        return {}
    if any(one.more or one.shift for one in glyphs):
        changed |= true_type.pick_metrics({name: _table(face, name) for name in ("hhea", "hmtx", "maxp")}, glyphs)
    return changed


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
