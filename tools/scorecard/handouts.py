"""Samples as a handout of jiangyi: its PDF, and its EPUB as an e-reader with Chromium's engine shows it."""

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
from tools.scorecard.chromium import print_page
from tools.scorecard.setting import EM, HEIGHT, LINE, MARGIN, ROOT, SERIF, page_width

HEAD = "---\ntitle: 例\nlang: {lang}\ncover: none\n---\n\n"
PAPER = """:root {{
  --page-width: {width}pt; --page-height: {height}pt; --lines: 420; --top: {margin}pt; --inner: {margin}pt; --outer: {margin}pt;
  --size: {em}pt; --line: {line}pt
}}"""
READER = """
@page {{ size: {width}pt {height}pt; margin: {margin}pt }}
body {{ margin: 0; font: {em}pt/{line}pt "{font}"; text-align: justify }}
.opening {{ margin: 0; overflow: clip }} /* pages with wider content would be printed smaller */
"""


def set_as_pdf(sources: Sequence[str], measure: float, lang: str) -> bytes:
    """The samples as a PDF."""
    paper = PAPER.format(width=page_width(measure), height=HEIGHT, margin=MARGIN, em=EM, line=LINE)
    with nullcontext() if active_session() else Session().activate():
        data = write_rendered(render_samples(sources, lang, Target.PRINT, paper), Report()).data
    return _without_title(data)


def set_as_epub(sources: Sequence[str], measure: float, lang: str) -> bytes:
    """The samples as the chapter of an EPUB, with its stylesheet, printed."""
    with nullcontext() if active_session() else Session().activate():
        rendered = render_samples(sources, lang, Target.EPUB, "")
    reader = READER.format(width=page_width(measure), height=HEIGHT, margin=MARGIN, em=EM, line=LINE, font=SERIF[lang])
    chapter = next(document for document in rendered.documents if document.is_parsed)
    return _without_title(print_page({chapter.name: chapter.html, "style.css": rendered.css + reader}))


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
