"""Draw formulas as pictures for e-readers that show no MathML.

They are PNG: Kindle accepts no SVG with words, and leaves out much of its typesetting where a book has more than 25 SVG pictures (Amazon
Kindle Publishing Guidelines 2019.2, §10.4.11).
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

import msgspec

from jiangyi.core import Report
from jiangyi.render import DRAWING_SOURCE, MarkupFile, RenderedBook
from jiangyi.store import StoredMemo, digest_bytes, plain_memo

FOLDER, MEDIA_TYPE = "formulas", "image/png"
SCALE = 4
"""Pixels per unit of a drawing, 16 of which are an em: an em of 12 points has 384 dpi, more than the screens of e-readers."""
VIEW_BOX = re.compile(rb'viewBox="\S+ \S+ (?P<width>\S+) (?P<height>\S+)"')
SIGNATURE = b"\x89PNG"


class FormulaPicture(msgspec.Struct, frozen=True, array_like=True):
    """A file with a picture."""

    name: str
    data: bytes


PICTURES: StoredMemo[tuple[FormulaPicture, ...]] = plain_memo("pictures of formulas", tuple[FormulaPicture, ...], size=0)
"""All pictures of a book, by the drawings of its formulas."""


def draw_formulas(documents: Sequence[MarkupFile], page: RenderedBook) -> tuple[list[MarkupFile], tuple[FormulaPicture, ...]]:
    """The documents with the names of files in place of the drawings in them, and these files."""
    drawings = dict.fromkeys(match["data"] for document in documents for match in DRAWING_SOURCE.finditer(document.html))
    if not drawings:
        return [*documents], ()

    def draw(_report: Report) -> tuple[FormulaPicture, ...]:
        pictures = _draw([*drawings], page)
        return tuple(FormulaPicture(f"{FOLDER}/{digest_bytes(data)[:16]}.png", data) for data in pictures)

    found = PICTURES.get_or_compute(digest_bytes("\n".join(drawings).encode()), draw, Report())
    if len(found) != len(drawings) or not all(one.data.startswith(SIGNATURE) for one in found):  # a forged entry
        found = draw(Report())
    names = dict(zip(drawings, (picture.name for picture in found), strict=True))
    named = [replace(one, html=DRAWING_SOURCE.sub(lambda match: names[match["data"]], one.html)) for one in documents]
    return named, tuple({picture.name: picture for picture in found}.values())


def _draw(drawings: Sequence[str], page: RenderedBook) -> list[bytes]:
    """A PNG of each drawing: they are laid out on a page each, all of the same size, and cut out."""
    from jiangyi.writers.pdf.conformance import draw_pdf  # late, since most books have no such pictures and need no engine
    from jiangyi.writers.pdf.document import lay_out_document
    from jiangyi.writers.pdf.raster import render_pngs

    sizes = [_measure(base64.b64decode(data)) for data in drawings]
    width, height = (max(lengths) for lengths in zip(*sizes, strict=True))
    css = f"@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} div {{ break-after: page; line-height: 0 }}"
    images = (
        f'<div><img alt="" width="{across}" height="{down}" src="data:image/svg+xml;base64,{data}"/></div>'
        for data, (across, down) in zip(drawings, sizes, strict=True)
    )
    html = f'<html lang="{page.metadata.lang}"><head><title>formulas</title></head><body>{"".join(images)}</body></html>'
    document = lay_out_document(html, css, replace(page, images=()), Report())[0]
    pixels = [(ceil(across * SCALE), ceil(down * SCALE)) for across, down in sizes]
    return render_pngs(draw_pdf(document), ceil(width * SCALE), pixels)


def _measure(svg: bytes) -> tuple[float, float]:
    """The width and height of a drawing in CSS px, at least one pixel of its picture."""
    box = VIEW_BOX.search(svg)
    return (max(1 / SCALE, float(box["width"])), max(1 / SCALE, float(box["height"]))) if box else (1.0, 1.0)
