"""Samples as a handout of jiangyi: its PDF, and its EPUB as an e-reader with Chromium's engine shows it."""

import re
from collections.abc import Sequence
from contextlib import nullcontext

import pymupdf

from jiangyi.core import Report, Session, active_session, decode_source
from jiangyi.model import make_single_book
from jiangyi.passes import build_index, select_edition
from jiangyi.project import Workspace
from jiangyi.readers import read
from jiangyi.render import RenderedBook, render_book
from jiangyi.theme import Target, load_theme
from jiangyi.writers.pdf.book_layout import write_rendered
from jiangyi.writers.pdf.glyph_variants import plain_advances
from tools.scorecard.chromium import print_page
from tools.scorecard.setting import ROOT, Sheet

HEAD = "---\ntitle: 例\nlang: {lang}\ncover: none\n---\n\n"
PAPER = """:root {{
  --page-width: {width}pt; --page-height: {height}pt; --lines: {lines}; --top: {margin}pt; --inner: {margin}pt; --outer: {margin}pt;
  --size: {em}pt; --line: {line}pt;
  --size-h1: calc(16pt * {em} / 11); --size-h2: calc(13pt * {em} / 11); --size-h3: calc(11.5pt * {em} / 11)
}}"""
"""As on A4, enlarged with the body size."""
BODY = re.compile("<body[^>]*>(.*?)</body>", re.DOTALL)
READER = """
@page {{ size: {width}pt {height}pt; margin: {margin}pt }}
body {{ margin: 0; font: {em}pt/{line}pt "{font}"; text-align: justify }}
.opening {{ margin: 0; overflow: clip }} /* pages with wider content would be printed smaller */
"""


def set_as_pdf(sources: Sequence[str], sheet: Sheet) -> bytes:
    """The samples as a PDF."""
    with nullcontext() if active_session() else Session().activate():
        rendered = render_samples(sources, sheet.lang, Target.PRINT, PAPER.format(**sheet.sizes))
        with plain_advances():
            data = write_rendered(rendered, Report()).data
    return _without_title(data)


def set_as_epub(sources: Sequence[str], sheet: Sheet) -> bytes:
    """The samples as the chapter of an EPUB, with its stylesheet, printed."""
    with nullcontext() if active_session() else Session().activate():
        rendered = render_samples(sources, sheet.lang, Target.EPUB, "")
    reader = READER.format(font=sheet.font, **sheet.sizes)
    first, *others = (document for document in rendered.documents if document.is_parsed)
    whole = first.html.replace("</body>", "".join(BODY.findall("".join(one.html for one in others))) + "</body>")
    return _without_title(print_page({first.name: whole, "style.css": rendered.css + reader}))


def render_samples(sources: Sequence[str], lang: str, target: Target, more_css: str) -> RenderedBook:
    """The samples as a handout, each on a page of its own after the title."""
    report, text = Report(), HEAD.format(lang=lang) + "\n\n\\newpage\n\n".join(["", *sources])
    source = decode_source("例.md", text.encode(), report)
    found = read(source, report) if source else None
    if not found or report.has_errors:
        raise ValueError("\n".join(f"{d.span}: {d.message}" for d in report))
    book = select_edition(make_single_book(found.handout, {}), keeps_space=target is Target.PRINT)
    return render_book(book, build_index(book), load_theme(Workspace(ROOT), "", "a4", more_css), target)


def _without_title(data: bytes) -> bytes:
    with pymupdf.open(stream=data) as document:
        document.delete_page(0)
        return bytes(document.tobytes())
