"""Render the cover image of an EPUB from its cover page, with the engine of the PDF writer."""

import hashlib
import io
from dataclasses import replace
from functools import partial

from jiangyi.core import MILLIMETRES_PER_UNIT, Diagnostic, Memo, Report, Span
from jiangyi.render import RenderedBook
from jiangyi.writers.api import PartCache, no_cache
from jiangyi.writers.pdf.raster import render_jpeg

WIDTH, HEIGHT = 1600, 2560
"""Size in px: what stores recommend, 1:1.6."""
ROUNDING = 2
"""Pixels by which a page may be higher or lower."""
QUALITY = 88
END_OF_IMAGE = b"\xff\xd9"
"""The last bytes of a JPEG."""
COVERS = Memo[tuple[bytes, tuple[Diagnostic, ...]]]("covers", 32)
"""Images with their diagnostics: the editions of a handout have one cover, and in the preview it stays when a paragraph changes."""


def draw_cover(html: str, rendered: RenderedBook, report: Report, cache: PartCache = no_cache) -> bytes:
    """A JPEG of the first page of a cover document; empty where its size is an error."""
    name = hashlib.sha256(f"{html}\n{rendered.cover_css}".encode()).hexdigest()

    def compute() -> tuple[bytes, tuple[Diagnostic, ...]]:
        own, draw = Report(), partial(_draw, html, rendered)
        data = cache(f"cover {name}", draw, own)
        return (data if own.has_errors or _is_cover(data) else draw(own)), tuple(own.diagnostics)

    data, diagnostics = COVERS.get_or_compute(name, None, compute)
    report.extend(diagnostics)
    return data


def _is_cover(data: bytes) -> bool:
    """True if bytes are a JPEG of the size of a cover: stored ones may be forged."""
    from PIL.JpegImagePlugin import JpegImageFile

    try:
        with JpegImageFile(io.BytesIO(data)) as image:
            return image.size == (WIDTH, HEIGHT) and data.endswith(END_OF_IMAGE)
    except (OSError, ValueError, SyntaxError):  # Pillow raises the last for another format
        return False


def _draw(html: str, rendered: RenderedBook, report: Report) -> bytes:
    from jiangyi.writers.pdf.conformance import draw_pdf  # late, since most covers are stored and need no engine
    from jiangyi.writers.pdf.document import lay_out_document

    document = lay_out_document(html, rendered.cover_css, replace(rendered, images=rendered.cover_images), report)[0]
    width, height = (max(0.01, size * MILLIMETRES_PER_UNIT["px"]) for size in (document.pages[0].width, document.pages[0].height))
    if abs(height / width * WIDTH - HEIGHT) > ROUNDING:
        report.add("style-cover", Span("styles/cover.css"), width=f"{width:.0f}", height=f"{height:.0f}")
        return b""
    # rounding up may give one more row than HEIGHT, which is cropped
    return render_jpeg(draw_pdf(document), 0, WIDTH, HEIGHT, quality=QUALITY)
