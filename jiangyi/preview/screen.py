"""A page of a PDF as a picture."""

import io
import threading

WIDEST = 4000
"""Px: no picture of a page is wider."""
QUALITY = 93
"""Of the picture: nobody tells it from the page, and it is made four times as fast as one without loss."""
_pdfium = threading.Lock()
"""The library takes one call at a time."""


def picture(pdf: bytes, number: int, width: int) -> bytes:
    """A page of a PDF, counted from 0, as a JPEG of a width in px. Raises IndexError where there is no such page."""
    import pypdfium2
    from PIL import Image

    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 0 <= number < len(document):
                raise IndexError(number)
            page = document[number]
            drawing = page.render(scale=min(max(width, 1), WIDEST) / page.get_width(), rev_byteorder=True, prefer_bgrx=True)
            image = Image.frombuffer("RGBX", (drawing.width, drawing.height), drawing.buffer, "raw", "RGBX", drawing.stride, 1)
        finally:
            document.close()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()
