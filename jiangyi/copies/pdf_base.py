"""Copies of a PDF by incremental updates (ISO 32000-1 §7.5.6): the base as it is, and behind it the objects that differ."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pikepdf import Dictionary, Stream
from pikepdf import open as read

from jiangyi.copies.font_outlines import EM
from jiangyi.copies.glyph_outlines import DrawnGlyph, GlyphPen
from jiangyi.copies.mark import CopyMark
from jiangyi.copies.pdf_slots import FAMILIES, FONTS, IS_CENTRED, MARK, NEEDS_EDGE, SIZE, SLOT, STATEMENT, serialize_pdf
from jiangyi.copies.word_fitting import LINE, fit_words
from jiangyi.prepress import compress

BASELINE = 0.2
"""The distance of the baseline from the lower edge of its line, in em: glyphs of Chinese fonts reach 0.12 em below it."""
COMPUTED = ("/Length", "/Filter", "/DecodeParms")
"""Entries of a slot that each copy has its own of."""
INK = b"0.35 g"
EDGE = b"1 G 160 w 1 j"
"""The white line around letters, in units of a glyph."""
CODES = 255
"""The characters of a simple font, whose codes are counted from 1."""
MOST_ROWS = 100
"""The most rows in one block of a CMap (Adobe Technical Note 5014)."""
CMAP = b"""\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo 3 dict dup begin
/Registry (Adobe) def
/Ordering (UCS) def
/Supplement 0 def
end def
/CMapName /Owner def
/CMapType 2 def
1 begincodespacerange
<00> <ff>
endcodespacerange
%b
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
IN_USE = b"\1"
OFFSET = 4
"""Bytes of an offset in the cross-reference stream."""


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
class PlacedGlyph:
    """A glyph in a slot, with the start of its baseline in points."""

    glyph: DrawnGlyph
    x: float
    y: float
    size: float


class PdfBase:
    """A PDF with slots, of which copies are made.

    The base has no words about anybody, so neither has a copy any but its owner's.
    """

    def __init__(self, data: bytes) -> None:
        """`data` is what `add_slots` returned, or sheets that were imposed from it. Raises ValueError for any other PDF."""
        with read(io.BytesIO(data)) as pdf:
            slots = {str(thing[SLOT]): thing for thing in pdf.objects if isinstance(thing, Stream) and SLOT in thing}
            if set(slots) != {MARK, STATEMENT}:
                raise ValueError("the PDF has no slots for copies")
            self._mark, self._statement = _read_slot(slots[MARK]), _read_slot(slots[STATEMENT])
            fonts = [slots[STATEMENT].Resources.Font[name] for name in FONTS]
            self._fonts = [(font.objgen[0], font.ToUnicode.objgen[0]) for font in fonts]
            self._root, self._info = pdf.Root.objgen[0], pdf.trailer.Info.objgen[0]
            self._is_chinese = str(pdf.Root.get("/Lang", "")).startswith("zh")
            self._data = serialize_pdf(pdf)
        with read(io.BytesIO(self._data)) as pdf:
            self._size, self._name = int(pdf.trailer.Size), bytes(pdf.trailer.ID[0])
        self._start = int(self._data.rsplit(b"startxref", 1)[1].split()[0])

    @property
    def data(self) -> bytes:
        """The base: all copies begin with it."""
        return self._data

    def list_missing(self, mark: CopyMark) -> tuple[str, ...]:
        """The characters that no installed font has, each once."""
        words, statement = self._read(mark)
        missing = (*self._mark.pen.list_missing(words), *self._statement.pen.list_missing(statement))
        return tuple(dict.fromkeys(missing))

    def copy(self, mark: CopyMark) -> bytes:
        """The copy with a mark. The same mark always gives the same bytes."""
        return self._data + self.update(mark)

    def update(self, mark: CopyMark) -> bytes:
        """What a copy has behind the base."""
        line, sentence = self._read(mark)
        words, statement = set_words(line, self._mark), set_words(sentence, self._statement)
        glyphs = list(dict.fromkeys(placed.glyph for placed in statement))
        groups = [glyphs[start : start + CODES] for start in range(0, len(glyphs), CODES)]
        update = _Update(self._size, len(self._data))
        update.add_stream(self._mark.number, self._mark.entries, compress(draw_outlines(words, self._mark)))
        update.add_stream(self._statement.number, self._statement.entries, compress(format_text(statement, assign_codes(groups))))
        for group, (font, texts) in zip(groups, self._fonts, strict=False):
            procedures = [update.add_stream(update.reserve(), b"", glyph.procedure) for glyph in group]
            update.add_stream(texts, b"", compress(map_to_unicode(group)))
            update.add(font, build_font(group, procedures, texts))
        return update.finish(self._root, self._info, self._start, self._name)

    def _read(self, mark: CopyMark) -> tuple[str, str]:
        """The line for the margins and the sentence, in the language of the base."""
        return mark.line, mark.state(chinese=self._is_chinese)


def _read_slot(form: Any) -> Slot:
    _, _, width, height = (float(edge) for edge in form.BBox)
    kept = Dictionary({key: value for key, value in form.stream_dict.items() if key not in COMPUTED})
    pen, flags = GlyphPen(str(form[FAMILIES]).split("\n")), (bool(form[IS_CENTRED]), bool(form[NEEDS_EDGE]))
    return Slot(form.objgen[0], kept.unparse()[2:-2], width, height, float(form[SIZE]), *flags, pen)


def set_words(words: str, slot: Slot) -> list[PlacedGlyph]:
    """Words in the box of a slot: in its middle, or from its upper left corner."""
    glyphs = slot.pen.draw(words)
    fitted = fit_words([glyph.width / EM for glyph in glyphs], slot.width, slot.height, slot.size)
    size, placed = fitted.size, list[PlacedGlyph]()
    below = (slot.height - len(fitted.lines) * LINE * size) / 2 if slot.is_centred else 0.0
    for number, (start, end) in enumerate(fitted.lines, 1):
        line = glyphs[start:end]
        x = (slot.width - sum(glyph.width for glyph in line) * size / EM) / 2 if slot.is_centred else 0.0
        y = slot.height - below - (number * LINE - BASELINE) * size
        for glyph in line:
            placed.append(PlacedGlyph(glyph, x, y, size))
            x += glyph.width * size / EM
    return placed


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


def assign_codes(groups: Sequence[Sequence[DrawnGlyph]]) -> Codes:
    """The codes of the glyphs of each font."""
    pairs = zip(FONTS, groups, strict=False)
    return {glyph: (font, code) for font, group in pairs for code, glyph in enumerate(group, 1)}


def format_text(words: Sequence[PlacedGlyph], codes: Codes) -> bytes:
    """The operators that show text in the fonts of a copy: for each part of a line in one font."""
    operators = [INK, b"BT"]
    for (y, font), part in groupby(words, lambda one: (one.y, codes[one.glyph][0])):
        placed = list(part)
        text = b"".join(b"%02x" % codes[one.glyph][1] for one in placed)
        operators.append(b"%b %.3f Tf 1 0 0 1 %.2f %.2f Tm <%b> Tj" % (font.encode(), placed[0].size, placed[0].x, y, text))
    return b"\n".join((*operators, b"ET"))


def map_to_unicode(glyphs: Sequence[DrawnGlyph]) -> bytes:
    """The CMap of the text of the codes from 1 (ISO 32000-1 §9.10.3)."""
    rows = [b"<%02x> <%b>" % (code, glyph.text.encode("utf-16-be", "replace").hex().encode()) for code, glyph in enumerate(glyphs, 1)]
    blocks = (rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS))
    return CMAP % b"\n".join(b"%d beginbfchar\n%b\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)


def build_font(glyphs: Sequence[DrawnGlyph], procedures: Sequence[int], texts: int) -> bytes:
    """A Type 3 font (ISO 32000-1 §9.6.5) of some glyphs, whose codes are counted from 1."""
    names = [b"/g%d" % code for code in range(1, len(glyphs) + 1)]
    return (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 0 0]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 1/LastChar %d/Widths[%b]"
        b"/Encoding<</Type/Encoding/Differences[1%b]>>/CharProcs<<%b>>/Resources<<>>/ToUnicode %d 0 R>>"
    ) % (
        len(glyphs),
        b" ".join(b"%d" % glyph.width for glyph in glyphs),
        b"".join(names),
        b"".join(b"%b %d 0 R" % pair for pair in zip(names, procedures, strict=True)),
        texts,
    )


class _Update:
    """The objects that a copy has behind its base, and the section of the cross-reference stream for them (§7.5.8)."""

    def __init__(self, size: int, offset: int) -> None:
        self._size, self._offset = size, offset
        self._pieces: list[bytes] = []
        self._places: dict[int, int] = {}

    def reserve(self) -> int:
        """The number of a new object."""
        self._size += 1
        return self._size - 1

    def add(self, number: int, thing: bytes) -> None:
        """An object."""
        piece = b"%d 0 obj\n%b\nendobj\n" % (number, thing)
        self._places[number] = self._offset
        self._pieces.append(piece)
        self._offset += len(piece)

    def add_stream(self, number: int, entries: bytes, data: bytes) -> int:
        """A compressed stream; returns its number."""
        self.add(number, b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data))
        return number

    def finish(self, root: int, info: int, previous: int, name: bytes) -> bytes:
        """All bytes; `previous` is the place of the base's cross-reference stream and `name` its identifier."""
        digest = hashlib.md5(b"".join((name, *self._pieces)), usedforsecurity=False).hexdigest().encode()
        number, start = self.reserve(), self._offset
        self._places[number] = start
        numbers = sorted(self._places)
        rows = b"".join([IN_USE + self._places[one].to_bytes(OFFSET, "big") + b"\0\0" for one in numbers])
        index = b" ".join([b"%d 1" % one for one in numbers])
        entries = b"/Type/XRef/W[1 %d 2]/Index[%b]/Size %d/Prev %d/Root %d 0 R/Info %d 0 R/ID[<%b> <%b>]" % (
            OFFSET, index, self._size, previous, root, info, name.hex().encode(), digest,
        )  # fmt: skip
        self.add_stream(number, entries, compress(rows))
        return b"".join((*self._pieces, b"startxref\n%d\n%%%%EOF\n" % start))
