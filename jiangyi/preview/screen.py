"""A page of a PDF as a picture."""

import io
import threading

WIDEST = 4000
"""Px: no picture of a page is wider."""
_pdfium = threading.Lock()
"""The library takes one call at a time."""


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
