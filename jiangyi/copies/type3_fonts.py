"""Type 3 fonts (ISO 32000-1 §9.6.5), whose glyphs are outlines that any program can draw, with the text of each."""

from collections.abc import Sequence

from jiangyi.copies.glyph_outlines import DrawnGlyph

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


def map_to_unicode(glyphs: Sequence[DrawnGlyph]) -> bytes:
    """The CMap of the text of the codes from 1 (ISO 32000-1 §9.10.3)."""
    rows = [b"<%02x> <%b>" % (code, glyph.text.encode("utf-16-be", "replace").hex().encode()) for code, glyph in enumerate(glyphs, 1)]
    blocks = (rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS))
    return CMAP % b"\n".join(b"%d beginbfchar\n%b\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)


def format_font(glyphs: Sequence[DrawnGlyph], procedures: Sequence[int], texts: int) -> bytes:
    """A font of some glyphs, whose codes are counted from 1; the numbers are those of the objects of each glyph, and of the CMap."""
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
