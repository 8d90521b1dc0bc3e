"""The fonts of a book assembled from parts: one subset for the glyphs of all parts, cached by these glyphs.

A glyph that no part drew before makes a new subset of its font only; a font whose glyphs stay the same is neither loaded nor read.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pydyf
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import FontConfiguration, get_pango_font_key

from jiangyi.core import Report
from jiangyi.engine import add_box_font_of
from jiangyi.project import fonts
from jiangyi.writers.api import PartCache
from jiangyi.writers.pdf import font_subsets, formula_font
from jiangyi.writers.pdf.extraction import DescribedFont
from jiangyi.writers.pdf.glyph_variants import PLAIN, Variant, make_spaced, split_name
from jiangyi.writers.pdf.parts import FontUse, Index, Shape
from jiangyi.writers.pdf.pdf_file import PdfFile
from jiangyi.writers.pdf.streams import serialize_parts

OPTIONS = {"hinting": False, "pdf_version": "1.7"}
"""The engine's options for fonts."""


@dataclass
class UsedFont:
    """A font with all glyphs that the parts of a book use of it."""

    name: str
    description: str
    ascent: int
    descent: int
    texts: dict[int, str] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)
    spaced: dict[Variant, dict[int, int]] = field(default_factory=dict)
    """The widths of variants of glyphs."""

    def add(self, use: FontUse, variant: Variant) -> None:
        """Add the glyphs of a part; what is known of a glyph already is kept."""
        texts, widths = use.unpack()
        if variant != PLAIN:
            self.spaced[variant] = widths | self.spaced.get(variant, {})
            return
        self.texts, self.widths, self.missing = texts | self.texts, widths | self.widths, dict(use.missing_glyphs) | self.missing

    @property
    def facts(self) -> tuple[Any, ...]:
        """All that determines its objects."""
        glyphs = [sorted(known.items()) for known in (self.texts, self.widths, self.missing)]
        spaced = [(variant, sorted(widths.items())) for variant, widths in sorted(self.spaced.items())]
        return self.name, self.description, self.ascent, self.descent, *glyphs, spaced


class FontObject(Shape, frozen=True):
    """An object of a font: the entries of a dictionary or, with data, of a stream."""

    entries: bytes
    data: bytes | None


class FontObjects(Shape, frozen=True):
    """The objects of a font, numbered from one that is part of the key they are stored under."""

    objects: tuple[FontObject, ...]
    roots: dict[str, Index]
    """The numbers of the font dictionaries, by their names in content streams."""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(FontObjects)


def collect_fonts(uses: Iterable[FontUse]) -> list[UsedFont]:
    """The fonts that parts use, in the order in which they do; sizes of one font share its glyphs."""
    found: dict[str, UsedFont] = {}
    for use in uses:
        name, variant = split_name(use.name)
        if name not in found:
            found[name] = UsedFont(name, use.description, use.ascent, use.descent)
        found[name].add(use, variant)
    return list(found.values())


def write_fonts(file: PdfFile, used: Iterable[UsedFont], cache: PartCache, report: Report) -> dict[str, int]:
    """Write fonts into a file; returns the number of each font's dictionary by its name in content streams."""
    numbers: dict[str, int] = {}
    for font in used:
        first = file.reserve(0)
        made = _load(font, first, cache, report)
        file.reserve(len(made.objects))
        for number, one in enumerate(made.objects, first):
            if one.data is None:
                file.write(number, b"<<%b>>" % one.entries)
            else:
                file.write_stream(number, one.entries, one.data)
        numbers |= made.roots
    return numbers


def _load(font: UsedFont, first: int, cache: PartCache, report: Report) -> FontObjects:
    """The objects of a font, from the cache where its glyphs are the same."""

    def compute(_report: Report) -> bytes:
        return _ENCODER.encode(build_font_objects(font, first))

    key = hashlib.sha256(_ENCODER.encode((first, font.facts))).hexdigest()
    try:
        return _DECODER.decode(cache(f"font {key}", compute, report))
    except msgspec.MsgspecError:  # another form than this program stores
        return build_font_objects(font, first)


def build_font_objects(font: UsedFont, first: int) -> FontObjects:
    """The objects of a font, numbered from `first`."""
    if font.name == formula_font.NAME:
        return _build_formula_font(first)
    loaded = load_font(fonts.font_configuration(), font)
    pdf = pydyf.PDF()
    pdf.objects += [None] * (first - len(pdf.objects))
    drawn = {font.name: loaded}
    for variant, widths in font.spaced.items():
        spaced = make_spaced(loaded, variant)
        spaced.widths.update(_sorted(widths))
        drawn[spaced.hash] = spaced
    called = font_subsets.write_subsets(pdf, drawn, True, True, OPTIONS, recodes=False)  # noqa: FBT003 - the engine's arguments
    return FontObjects(tuple(map(_to_object, pdf.objects[first:])), {name: int(called[name].split()[0]) for name in drawn})


def _build_formula_font(first: int) -> FontObjects:
    pdf = pydyf.PDF()
    pdf.objects += [None] * (first - len(pdf.objects))
    root = int(formula_font.add_font(pdf).split()[0])
    return FontObjects(tuple(map(_to_object, pdf.objects[first:])), {formula_font.NAME: root})


def _to_object(thing: pydyf.Dictionary | pydyf.Stream) -> FontObject:
    if isinstance(thing, pydyf.Stream):
        entries, data = serialize_parts(thing)
        return FontObject(entries.data[2:-2], data)
    return FontObject(thing.data[2:-2], None)


def load_font(configuration: FontConfiguration, font: UsedFont) -> DescribedFont:
    """A font loaded again by its description, with its glyphs."""
    add_box_font_of(configuration, font.description)
    context = ffi.gc(pango.pango_font_map_create_context(configuration.font_map), gobject.g_object_unref)
    description = ffi.gc(parse_font_description(font.description), pango.pango_font_description_free)
    pango_font = pango.pango_font_map_load_font(configuration.font_map, context, description)
    _, own, size = get_pango_font_key(pango_font)
    loaded = DescribedFont(pango_font, own, size)
    loaded.ascent, loaded.descent = font.ascent, font.descent
    for known, glyphs in ((loaded.to_unicode, font.texts), (loaded.widths, font.widths), (loaded.missing, font.missing)):
        known.update(_sorted(glyphs))
    return loaded


def _sorted(glyphs: Mapping[int, Any]) -> dict[int, Any]:
    return dict(sorted(glyphs.items()))


def parse_font_description(text: str) -> Any:
    """A Pango font description from its text; the caller frees it."""
    return pango.pango_font_description_from_string(text.encode())
