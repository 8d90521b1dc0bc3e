"""The cover picture of an EPUB, drawn from the cover page by the print engine."""

import hashlib
from functools import partial

from jiangyi.core import Diagnostic, Report
from jiangyi.render import RenderedBook
from jiangyi.writers.api import PartCache, no_cache
from jiangyi.writers.pdf.layout import lay_out_document
from jiangyi.writers.pdf.raster import render_jpeg

WIDTH, HEIGHT = 1600, 2560
"""Size in px: what stores ask for, 1:1.6."""
QUALITY = 88
KEPT = 32
"""How many pictures are remembered: the editions of a handout have one cover, and in the preview it stays when a paragraph changes."""
_known: dict[str, tuple[bytes, tuple[Diagnostic, ...]]] = {}
"""Pictures with what was told about them, by a digest of what they are made from."""


def draw_cover(html: str, page: RenderedBook, report: Report, keep: PartCache = no_cache) -> bytes:
    """A JPEG of the first page of a cover document, which shows no picture."""
    name = hashlib.sha256(f"{html}\n{page.cover_css}".encode()).hexdigest()
    if name not in _known:
        own = Report()
        made = keep(f"cover {name}", partial(_picture, html, page), own)
        while len(_known) >= KEPT:
            _known.pop(next(iter(_known)))
        _known[name] = made, tuple(own.diagnostics)
    data, diagnostics = _known[name]
    report.extend(diagnostics)
    return data


def _picture(html: str, page: RenderedBook, report: Report) -> bytes:
    from jiangyi.writers.pdf.conformance import draw_pdf

    document = lay_out_document(html, page.cover_css, page, report)[0]
    # one more row than is wanted may be there, since part of a px counts as one
    return render_jpeg(draw_pdf(document), 0, WIDTH, HEIGHT, quality=QUALITY)
