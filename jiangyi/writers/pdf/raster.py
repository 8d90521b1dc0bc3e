"""A page of a PDF as a picture."""

import io
import threading
from typing import Any

_pdfium = threading.Lock()
"""The library takes one call at a time."""


def render_jpeg(pdf: bytes, number: int, width: int, height: int = 0, **how: Any) -> bytes:
    """A page of a PDF, counted from 0, as a JPEG of a width in px, made as Pillow is told `how`.

    Where no height is given it follows; one that is may be less, and the page is cut off. Raises IndexError where there is no such page.
    """
    import pypdfium2
    from PIL import Image

    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 0 <= number < len(document):
                raise IndexError(number)
            page = document[number]
            drawing = page.render(scale=width / page.get_width(), rev_byteorder=True, prefer_bgrx=True)
            size = (drawing.width, height or drawing.height)
            image = Image.frombuffer("RGBX", size, drawing.buffer, "raw", "RGBX", drawing.stride, 1)
        finally:
            document.close()
    out = io.BytesIO()
    image.save(out, "JPEG", **how)
    return out.getvalue()
