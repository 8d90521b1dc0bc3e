"""Lay out one document with WeasyPrint, which reads nothing but the rendered book and whose warnings become diagnostics."""

import base64
import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, NamedTuple

from jiangyi.core import WHOLE_FILE, Report, gc_tuning, memoize, timed
from jiangyi.engine import compute_folios
from jiangyi.model import ImageFile
from jiangyi.project import fonts
from jiangyi.render import RenderedBook
from jiangyi.theme import locate_rule
from jiangyi.writers.pdf.page_refs import (
    LAST_REF,
    PageCapacity,
    collect_page_numbers,
    correct_page_refs,
    drop_own_page_refs,
    guess_page_refs,
    merge_all_page_refs,
)
from jiangyi.writers.pdf.table_fitter import ROUNDS as TABLE_ROUNDS
from jiangyi.writers.pdf.table_fitter import TableFitter

BASE = "https://jiangyi.invalid/"
"""The base URL of relative names: a host that can never exist (RFC 2606)."""
ROUNDS = 3
"""The most layouts to merge page references: numbers of an index may move by merging others."""
BASE64_URL = re.compile(r"data:(?P<type>[\w+./-]+);base64,(?P<data>[\w+/]+={0,2})$", re.ASCII)
"""A data URL as our templates write them (RFC 2397)."""
POSITION = re.compile(r" at (\d+):(\d+)")
"""The line and column of a rule in a warning."""
CONTINUES = "continues"
"""The class of a document whose tables say 续表 where they go on."""
FOOTNOTE = 'class="footnote'
"""What all markup with footnotes contains."""
LONGEST_WARNING = 300
"""Characters of a warning that are shown: it may quote all of a declaration."""
OWN_FONT_RULE = "@font-face"
"""Markup with this rule has a font of its own, which must not be shared with other documents."""


@timed("layout")
def lay_out_document(html: str, css: str, rendered: RenderedBook, report: Report) -> tuple[Any, Any]:
    """Lay out a document of a rendered book: the engine's document, and the element tree of its markup."""
    from jiangyi.engine import patched_layout

    with patched_layout(report, WHOLE_FILE) as has_own_lines:
        return _lay_out(html, css, rendered, report, can_guess=has_own_lines)


def _lay_out(html: str, css: str, rendered: RenderedBook, report: Report, *, can_guess: bool) -> tuple[Any, Any]:
    """The document and its tree; page numbers can be guessed where their text can be replaced after layout."""
    from jiangyi.engine import find_late_notes

    attempts = _Attempts(html, css, rendered, can_guess=can_guess)
    laid = html
    found = attempts.lay_out_fitted(html)
    for _ in range(ROUNDS):
        before, laid = laid, merge_all_page_refs(html, partial(_numbers, found.document))
        if laid == before:
            break
        pages = len(found.document.pages)
        del found  # so that its memory is free
        gc_tuning.collect_layout(pages)
        found = attempts.lay_out(laid)
    attempts.tables.report(report)
    for note in find_late_notes(found.document) if FOOTNOTE in html else ():
        report.add("note-late", WHOLE_FILE, note=note.words, block=note.block)
    if LAST_REF in laid:
        drop_own_page_refs(found.document)
    report.extend((*attempts.sheet_report.diagnostics, *found.report.diagnostics))
    return found.document, found.root


class _LaidOut(NamedTuple):
    """A document of the engine, its tree, and the diagnostics of the engine."""

    document: Any
    root: Any
    report: Report


class _Attempts:
    """Layouts of one document, each with better page numbers and better fitted tables than the one before."""

    def __init__(self, html: str, css: str, rendered: RenderedBook, *, can_guess: bool) -> None:
        """Prepare the stylesheet, the fonts and the pictures, which are the same for all layouts."""
        from jiangyi.engine import add_box_fonts

        self._css, self._can_guess = css, can_guess
        self._fetcher = ImageFetcher({image.name: image for image in rendered.images})
        self._capacity = page_capacity(css)
        self._config = fonts.new_font_configuration() if OWN_FONT_RULE in html else fonts.font_configuration()
        self.tables = TableFitter(css)
        self.sheet_report = Report()
        with collect_warnings(self.sheet_report, css):
            self._sheet = parse_stylesheet(css)
        add_box_fonts(self._config, html)

    def lay_out_fitted(self, html: str) -> _LaidOut:
        """Lay out until wide tables are fitted."""
        found = self.lay_out(html)
        for _ in range(TABLE_ROUNDS):
            if not self.tables.improve(found.root) and not self.tables.fill_pages(found.document, found.root):
                break
            gc_tuning.collect_layout(len(found.document.pages))
            found = self.lay_out(html)
        return found

    def lay_out(self, html: str) -> _LaidOut:
        """Lay out with guessed page numbers, and again where these cannot be corrected."""
        from jiangyi.engine import replace_text

        guess = guess_page_refs(html, self._css, self._capacity) if self._can_guess else None
        if guess:
            found = self._render(guess, html, 0)
            if correct_page_refs(found.document, _numbers(found.document), replace_text):
                return found
            pages = len(found.document.pages)
            del found  # so that its memory is free
            return self._render(html, html, pages)
        return self._render(html, html, 0)

    def _render(self, markup: str, html: str, freed: int) -> _LaidOut:
        """Lay out markup of the document, whose `freed` pages of the layout before are no longer needed."""
        from jiangyi.engine import can_continue_tables, parse_markup

        gc_tuning.collect_layout(freed)
        own = Report()
        with collect_warnings(own):
            source = parse_markup(markup, BASE, self._fetcher)
            root = source.etree_element
            if can_continue_tables():
                root.set("class", f"{root.get('class') or ''} {CONTINUES}")
            with self.tables.applied(root):
                document = source.render(stylesheets=[self._sheet], font_config=self._config)
        self._capacity.learn(html, len(document.pages))
        return _LaidOut(document, root, own)


def _numbers(document: Any) -> Mapping[str, str]:
    return collect_page_numbers(document.pages, compute_folios(document))


@memoize(4)
def parse_stylesheet(css: str) -> Any:
    """A parsed stylesheet; its images are fetched by the documents that use it."""
    import weasyprint

    return weasyprint.CSS(string=css, base_url=BASE, url_fetcher=ImageFetcher({}))


@memoize(16)
def page_capacity(css: str) -> PageCapacity:  # noqa: ARG001 - by which it is stored
    """The characters on a page of a stylesheet, as far as this session has learnt."""
    return PageCapacity()


class ImageFetcher:
    """A URL fetcher for WeasyPrint that returns the images of a rendered book and data URLs, and reads nothing else."""

    _fail_on_errors = False
    """WeasyPrint asks for it: an address that cannot be fetched is a warning."""

    def __init__(self, images: Mapping[str, ImageFile]) -> None:
        """`images` by the names by which the markup refers to them."""
        self.images = images

    def __call__(self, url: str) -> Any:
        """The bytes of an image or data URL. Raises ValueError for any other address."""
        from weasyprint.urls import URLFetcherResponse

        if encoded := BASE64_URL.match(url):
            return URLFetcherResponse(url, base64.b64decode(encoded["data"]), {"Content-Type": encoded["type"]})
        if url.startswith("data:"):
            return self._data_fetcher(url)
        image = self.images.get(url.rsplit("/", 1)[-1])
        if image is None or not url.startswith(BASE):
            raise ValueError(url)
        return URLFetcherResponse(url, image.data, {"Content-Type": image.media_type})

    @cached_property
    def _data_fetcher(self) -> Any:
        """WeasyPrint's own fetcher, made when it is needed because that takes a millisecond."""
        import ssl

        from weasyprint.urls import URLFetcher

        # an empty context: the default one reads all certificates of the machine, and nothing is fetched from the network
        return URLFetcher(ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), allowed_protocols=("data",))


@contextmanager
def collect_warnings(report: Report, css: str = "") -> Iterator[None]:
    """Turn warnings that WeasyPrint logs in this thread into diagnostics; those about a stylesheet that is parsed are placed in it."""
    own = threading.get_ident()

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if record.thread == own and record.levelno >= logging.WARNING:
                place = POSITION.search(message) if css else None
                span = locate_rule(css, int(place[1]), int(place[2])) if place else WHOLE_FILE
                report.add("layout-warning", span, problem=_shorten(message.replace(place[0], "") if place else message))

    logger, handler = logging.getLogger("weasyprint"), Collector()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _shorten(message: str) -> str:
    return message if len(message) <= LONGEST_WARNING else f"{message[:LONGEST_WARNING]}…"
