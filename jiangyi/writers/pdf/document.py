"""One document laid out by WeasyPrint: it reads nothing but what the rendered book carries, and its complaints are diagnostics."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from jiangyi.core import Report, Span, memoize, timed
from jiangyi.engine import compute_folios
from jiangyi.model import ImageFile
from jiangyi.project import fonts
from jiangyi.render import RenderedBook
from jiangyi.writers.pdf.page_refs import correct_page_refs, guess_page_refs, merge_all_page_refs, printed_numbers

BASE = "https://jiangyi.invalid/"
"""The address that relative names on a page start from: a host that can never exist (RFC 2606)."""
ROUNDS = 3
"""After so many layouts the numbers of an index stay as they are."""
OWN_FONT_RULE = "@font-face"
"""Markup with this brings a font that is not for others."""


@timed("layout")
def lay_out_document(html: str, css: str, page: RenderedBook, report: Report) -> tuple[Any, Any]:
    """One document with its pages laid out, and the tree of its markup."""
    from jiangyi.engine import patched_layout

    with patched_layout(report, Span(page.metadata.title)) as has_own_lines:
        return _lay_out(html, css, page, report, can_guess=has_own_lines)


def _lay_out(html: str, css: str, page: RenderedBook, report: Report, *, can_guess: bool) -> tuple[Any, Any]:
    """The document and its tree; page numbers can be guessed where their text can be replaced after layout."""
    from jiangyi.engine import parse_markup, replace_text

    fetcher = _fetcher({picture.name: picture for picture in page.images})
    config = None if OWN_FONT_RULE in html else fonts.font_configuration()

    def lay(html: str) -> tuple[Any, Any]:
        source = parse_markup(html, BASE, fetcher)
        return source.render(stylesheets=[parse_stylesheet(css)], font_config=config), source.etree_element

    def attempt(html: str) -> tuple[Any, Any, Report]:
        """A document, its tree, and what the engine complains about."""
        guess = guess_page_refs(html, css) if can_guess else None
        for markup in filter(None, (guess, html)):
            own = Report()
            with collect_warnings(own, Span(page.metadata.title)):
                document, root = lay(markup)
            if markup is html or correct_page_refs(document, _numbers(document), replace_text):
                break
        return document, root, own

    document, root, own = attempt(html)
    laid = html
    for _ in range(ROUNDS):
        before, laid = laid, merge_all_page_refs(html, partial(_numbers, document))
        if laid == before:
            break
        document, root, own = attempt(laid)
    report.extend(own)
    return document, root


def _numbers(document: Any) -> Mapping[str, str]:
    return printed_numbers(document.pages, compute_folios(document))


@memoize(4)
def parse_stylesheet(css: str) -> Any:
    """A stylesheet, parsed once for all that is set with it; its pictures are asked for by what is set."""
    import weasyprint

    return weasyprint.CSS(string=css, base_url=BASE, url_fetcher=_fetcher({}))


def _fetcher(pictures: Mapping[str, ImageFile]) -> Any:
    """What answers the engine's requests: from the pictures of the page and from nowhere else."""
    import ssl

    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PictureFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            """The bytes at an address. Raises ValueError for anything that the page does not carry."""
            if url.startswith("data:"):
                return super().fetch(url, headers)
            picture = pictures.get(url.rsplit("/", 1)[-1])
            if picture is None or not url.startswith(BASE):
                raise ValueError(url)
            return URLFetcherResponse(url, picture.data, {"Content-Type": picture.media_type})

    # an empty context: the default one reads every certificate of the machine, and nothing here goes to the network
    return PictureFetcher(ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), allowed_protocols=("data",))


@contextmanager
def collect_warnings(report: Report, span: Span) -> Iterator[None]:
    """Turn what WeasyPrint logs into diagnostics."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if record.levelno >= logging.WARNING:
                report.add("layout-warning", span, problem=message)

    logger = logging.getLogger("weasyprint")
    handler = Collector()
    logger.addHandler(handler)
    before, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
