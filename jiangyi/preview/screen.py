"""Laid-out pages as a PDF for the screen alone, written as fast as can be; and one of its pages as a picture.

The pages are those of the real file, drawn from the same boxes. What no screen shows is left away: tags, compression, the
claims of PDF/A. A font cut down once is kept, and cut again only when the text has a character that it lacks.
"""

import io
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WIDEST = 4000
"""Px: no picture of a page is wider."""
_cut: dict[tuple[Any, ...], tuple[frozenset[int], bytes]] = {}
"""The glyphs and the bytes of each font that was cut down."""
_pdfium = threading.Lock()
"""The library takes one call at a time."""


def drawn(document: Any) -> bytes:
    """The PDF of a laid-out document. One thread at a time."""
    with _kept_fonts():
        data: bytes = document.write_pdf(uncompressed_pdf=True)
    return data


@contextmanager
def _kept_fonts() -> Iterator[None]:
    """Let the engine take a font that was cut down before, as long as it has every glyph that is asked for."""
    from weasyprint.pdf.fonts import Font

    before = Font.subset

    def subset(font: Any, glyphs: dict[int, Any], hinting: bool) -> None:  # noqa: FBT001 - the engine's own arguments
        if font.missing or not glyphs:
            before(font, glyphs, hinting)
            return
        head = zlib.crc32(font.file_content[: 1 << 16])
        key = (font.hash, font.index, font.glyph_count, len(font.file_content), head, hinting)
        known, data = _cut.get(key, (frozenset[int](), b""))
        if not known >= glyphs.keys():
            known |= glyphs.keys()
            before(font, dict.fromkeys(known), hinting)
            _cut[key] = known, font.file_content
        else:
            font.file_content = data

    Font.subset = subset
    try:
        yield
    finally:
        Font.subset = before


def picture(pdf: bytes, number: int, width: int) -> bytes:
    """A page of a PDF, counted from 0, as a PNG of a width in px. Raises IndexError where there is no such page."""
    import pypdfium2

    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 0 <= number < len(document):
                raise IndexError(number)
            page = document[number]
            bitmap = page.render(scale=min(max(width, 1), WIDEST) / page.get_width())
            image = bitmap.to_pil().copy()
        finally:
            document.close()
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
