"""Copies of a PDF by incremental updates (ISO 32000-1 §7.5.6): the base as it is, and behind it the objects that differ."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pikepdf import Dictionary, Stream
from pikepdf import open as read

from jiangyi.copies.font_outlines import EM
from jiangyi.copies.glyph_outlines import DrawnGlyph, GlyphPen
from jiangyi.copies.mark import CopyMark, list_common_words
from jiangyi.copies.pdf_slots import FAMILIES, FONTS, IS_CENTRED, MARK, NEEDS_EDGE, SIZE, SLOT, STATEMENT, serialize_pdf
from jiangyi.copies.pdf_update import FileEnd, Update
from jiangyi.copies.text_units import order_visually
from jiangyi.copies.type3_fonts import format_font, map_to_unicode
from jiangyi.copies.word_fitting import LINE, fit_words
from jiangyi.prepress import compress

BASELINE = 0.2
"""The distance of the baseline from the lower edge of its line, in em: glyphs of Chinese fonts reach 0.12 em below it."""
COMPUTED = ("/Length", "/Filter", "/DecodeParms")
"""Entries of a slot that each copy has its own of."""
PRIVATE = "/Jy"
"""How the keys of a slot begin that say what it is for, which a copy is not made from again."""
INK = b"0.35 g"
EDGE = b"1 G 160 w 1 j"
"""The white line around letters, in units of a glyph."""


@dataclass(frozen=True)
class Slot:
    """A slot of a base: its object, the entries of its dictionary that stay, and the box for its words."""

    number: int
    entries: bytes
    width: float
    height: float
    size: float
    is_centred: bool
    needs_edge: bool
    pen: GlyphPen


@dataclass(frozen=True)
class FontPlace:
    """A font of the statement: its object, and that of the text of its codes."""

    number: int
    texts: int


@dataclass(frozen=True)
class PlacedGlyph:
    """A glyph in a slot, with the start of its baseline in points."""

    glyph: DrawnGlyph
    x: float
    y: float
    size: float


class PdfBase:
    """A PDF with slots, of which copies are made.

    The base has no words about anybody, so neither has a copy any but its owner's. What all statements have in common is in a font of
    the base, so that a copy is little larger.
    """

    def __init__(self, data: bytes) -> None:
        """`data` is what `add_slots` returned, or sheets that were imposed from it. Raises ValueError for any other PDF."""
        with read(io.BytesIO(data)) as pdf:
            slots = {str(thing[SLOT]): thing for thing in pdf.objects if isinstance(thing, Stream) and SLOT in thing}
            if set(slots) != {MARK, STATEMENT}:
                raise ValueError("the PDF has no slots for copies")
            self._mark, self._statement = _read_slot(slots[MARK]), _read_slot(slots[STATEMENT])
            fonts = slots[STATEMENT].Resources.Font
            common, self._font = (FontPlace(fonts[name].objgen[0], fonts[name].ToUnicode.objgen[0]) for name in FONTS)
            self._is_chinese = str(pdf.Root.get("/Lang", "")).startswith("zh")
            plain = serialize_pdf(pdf)
        with read(io.BytesIO(plain)) as pdf:
            trailer = pdf.trailer
            start = int(plain.rsplit(b"startxref", 1)[1].split()[0])
            ends = FileEnd(len(plain), int(trailer.Size), start, bytes(trailer.ID[0]), trailer.Root.objgen[0], trailer.Info.objgen[0])
        glyphs = tuple(dict.fromkeys(self._statement.pen.draw(list_common_words(chinese=self._is_chinese))))
        update = Update(ends)
        add_glyphs(update, common, glyphs)
        section, self._ends = update.finish()
        self._data, self._codes = plain + section, assign_codes({FONTS[0]: glyphs})

    @property
    def shared(self) -> bytes:
        """The base: all copies begin with it."""
        return self._data

    def list_missing(self, mark: CopyMark) -> tuple[str, ...]:
        """The characters that no installed font has, each once."""
        words, statement = self._read(mark)
        missing = (*self._mark.pen.list_missing(words), *self._statement.pen.list_missing(statement))
        return tuple(dict.fromkeys(missing))

    def complete(self, mark: CopyMark) -> bytes:
        """What the copy with a mark has behind the base. The same mark always gives the same bytes."""
        line, sentence = self._read(mark)
        words, statement = set_words(line, self._mark), list(separate_letters(set_words(sentence, self._statement)))
        own = tuple(dict.fromkeys(placed.glyph for placed in statement if placed.glyph not in self._codes))
        codes = {**self._codes, **assign_codes({FONTS[1]: own})}
        update = Update(self._ends)
        update.add_stream(self._mark.number, self._mark.entries, compress(draw_outlines(words, self._mark)))
        update.add_stream(self._statement.number, self._statement.entries, compress(format_text(statement, codes)))
        if own:
            add_glyphs(update, self._font, own)
        return update.finish()[0]

    def _read(self, mark: CopyMark) -> tuple[str, str]:
        """The line for the margins and the sentence, in the language of the base."""
        return mark.line, mark.state(chinese=self._is_chinese)


def _read_slot(form: Any) -> Slot:
    _, _, width, height = (float(edge) for edge in form.BBox)
    kept = Dictionary({key: value for key, value in form.stream_dict.items() if key not in COMPUTED and not key.startswith(PRIVATE)})
    pen, flags = GlyphPen(str(form[FAMILIES]).split("\n")), (bool(form[IS_CENTRED]), bool(form[NEEDS_EDGE]))
    return Slot(form.objgen[0], kept.unparse()[2:-2], width, height, float(form[SIZE]), *flags, pen)


def set_words(words: str, slot: Slot) -> list[PlacedGlyph]:
    """Words in the box of a slot, from left to right: in its middle, or from its upper left corner."""
    glyphs = slot.pen.draw(words)
    fitted = fit_words([glyph.width / EM for glyph in glyphs], slot.width, slot.height, slot.size)
    size, placed = fitted.size, list[PlacedGlyph]()
    below = (slot.height - len(fitted.lines) * LINE * size) / 2 if slot.is_centred else 0.0
    for number, (start, end) in enumerate(fitted.lines, 1):
        line = glyphs[start:end]
        x = (slot.width - sum(glyph.width for glyph in line) * size / EM) / 2 if slot.is_centred else 0.0
        y = slot.height - below - (number * LINE - BASELINE) * size
        for place in order_visually([(glyph.text, bool(glyph.letters)) for glyph in line]):
            placed.append(PlacedGlyph(line[place], x, y, size))
            x += line[place].width * size / EM
    return placed


def separate_letters(words: Iterable[PlacedGlyph]) -> Iterator[PlacedGlyph]:
    """Words whose letters are to be read one by one, in place of those that are drawn as a whole."""
    for one in words:
        x = one.x
        for letter in one.glyph.letters or (one.glyph,):
            yield PlacedGlyph(letter, x, one.y, one.size)
            x += letter.width * one.size / EM


def draw_outlines(words: Sequence[PlacedGlyph], slot: Slot) -> bytes:
    """The operators that draw glyphs as outlines, over a white line around them where the ground may be dark."""
    drawn = [one for one in words if one.glyph.path]
    edges = [b"q", EDGE, *(_draw(one, b"S") for one in drawn), b"Q"] if slot.needs_edge else []
    return b"\n".join((*edges, INK, *(_draw(one, b"f") for one in drawn)))


def _draw(one: PlacedGlyph, paint: bytes) -> bytes:
    scale = b"%.5f" % (one.size / EM)
    return b"q %b 0 0 %b %.2f %.2f cm %b %b Q" % (scale, scale, one.x, one.y, one.glyph.path, paint)


Codes = Mapping[DrawnGlyph, tuple[str, int]]
"""The font and the code of each glyph."""


def assign_codes(fonts: Mapping[str, Sequence[DrawnGlyph]]) -> Codes:
    """The codes of the glyphs of each font."""
    return {glyph: (font, code) for font, glyphs in fonts.items() for code, glyph in enumerate(glyphs, 1)}


def format_text(words: Iterable[PlacedGlyph], codes: Codes) -> bytes:
    """The operators that show text in the fonts of a copy: for each part of a line in one font."""
    operators = [INK, b"BT"]
    for (y, font), part in groupby(words, lambda one: (one.y, codes[one.glyph][0])):
        placed = list(part)
        text = b"".join(b"%02x" % codes[one.glyph][1] for one in placed)
        operators.append(b"%b %.3f Tf 1 0 0 1 %.2f %.2f Tm <%b> Tj" % (font.encode(), placed[0].size, placed[0].x, y, text))
    return b"\n".join((*operators, b"ET"))


def add_glyphs(update: Update, place: FontPlace, glyphs: Sequence[DrawnGlyph]) -> None:
    """A font of some glyphs in place of the empty one."""
    procedures = [update.add_stream(update.reserve(), b"", glyph.procedure) for glyph in glyphs]
    update.add_stream(place.texts, b"", compress(map_to_unicode(glyphs)))
    update.add(place.number, format_font(glyphs, procedures, place.texts))
