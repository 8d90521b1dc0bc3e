"""Render a page of a PDF as an image."""

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

_pdfium = threading.Lock()
"""pdfium is not thread-safe."""


@contextmanager
def _open(pdf: bytes) -> Iterator[Any]:
    """The document of pdfium for a PDF, which no other thread uses meanwhile."""
    import pypdfium2

    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def render_jpeg(pdf: bytes, number: int, width: int, height: int = 0, **options: Any) -> bytes:
    """A page of a PDF, from 0, as a JPEG of a width in px; `options` are those of Pillow's encoder.

    Without a height the whole page is rendered; a smaller height crops it. Raises IndexError if there is no such page.
    """
    from PIL import Image

    with _open(pdf) as document:
        if not 0 <= number < len(document):
            raise IndexError(number)
        page = document[number]
        drawing = page.render(scale=width / page.get_width(), rev_byteorder=True, prefer_bgrx=True)
        size = (drawing.width, height or drawing.height)
        image = Image.frombuffer("RGBX", size, drawing.buffer, "raw", "RGBX", drawing.stride, 1)
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def render_pngs(pdf: bytes, width: int, sizes: Sequence[tuple[int, int]]) -> list[bytes]:
    """The pages of a PDF as PNGs in shades of grey: each is rendered in a width in px and cut to a size from its upper left corner."""
    with _open(pdf) as document:
        scale = width / document[0].get_width()
        return [_encode_png(page.render(scale=scale, grayscale=True), size) for page, size in zip(document, sizes, strict=True)]


def render_greys(pdf: bytes) -> Iterator[Any]:
    """The pages of a PDF as pictures of Pillow in shades of grey, one pixel a point."""
    with _open(pdf) as document:
        for page in document:
            yield page.render(scale=1, grayscale=True).to_pil().convert("L")


def _encode_png(drawing: Any, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    drawing.to_pil().convert("L").crop((0, 0, *size)).save(out, "PNG", optimize=True)
    return out.getvalue()
