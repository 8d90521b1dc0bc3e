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
HEAD = 4096
"""Bytes of a font that hold its table directory."""
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
    """Let the engine take a font that was cut down before, as long as it has every glyph that is asked for.

    The engine copies each font whole, 20 MB for one of Chinese, before it cuts it down. Here only its head is copied, which
    holds the checksum of every table and so tells which font it is; the rest is fetched where there is something to cut.
    """
    from weasyprint.pdf import fonts as engine
    from weasyprint.text.ffi import ffi, harfbuzz

    cut, whole = engine.Font.subset, engine.get_hb_object_data

    def head(face: Any, *arguments: Any, **options: Any) -> Any:
        if arguments or options:
            return whole(face, *arguments, **options)
        blob = harfbuzz.hb_face_reference_blob(face)
        length = ffi.new("unsigned int *")
        data = harfbuzz.hb_blob_get_data(blob, length)
        found = None if data == ffi.NULL else ffi.unpack(data, min(int(length[0]), HEAD))
        harfbuzz.hb_blob_destroy(blob)
        return found

    def subset(font: Any, glyphs: dict[int, Any], hinting: bool) -> None:  # noqa: FBT001 - the engine's own arguments
        key = (font.hash, font.index, font.glyph_count, zlib.crc32(font.file_content), hinting)
        known, data = _cut.get(key, (frozenset[int](), b""))
        if known and known >= glyphs.keys() and not font.missing:
            font.file_content = data
            return
        engine.get_hb_object_data = whole
        font.file_content = whole(font.hb_face)
        wanted = glyphs if font.missing or not glyphs else dict.fromkeys(known | glyphs.keys())
        cut(font, wanted, hinting)
        engine.get_hb_object_data = head
        if wanted and not font.missing:
            _cut[key] = frozenset(wanted), font.file_content

    engine.Font.subset, engine.get_hb_object_data = subset, head
    try:
        yield
    finally:
        engine.Font.subset, engine.get_hb_object_data = cut, whole


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
