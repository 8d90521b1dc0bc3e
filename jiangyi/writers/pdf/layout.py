"""PDF by WeasyPrint: PDF/A-3a and PDF/UA-1 in one file, every font embedded, nothing read but what the page carries."""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jiangyi.core import Report, Span, timed
from jiangyi.model import ImageFile
from jiangyi.pagination import Pagination, pagination_from_json, pagination_to_json
from jiangyi.project import fonts
from jiangyi.render import RenderedBook
from jiangyi.writers.api import PartCache, Written, no_cache
from jiangyi.writers.pdf.page_refs import correct_page_refs, guess_page_refs, merge_laid_out_refs, printed_numbers

if TYPE_CHECKING:
    from jiangyi.writers.pdf.assembly import AssembledDocument

BASE = "https://jiangyi.invalid/"
"""The address that relative names on a page start from: a host that can never exist (RFC 2606)."""
ROUNDS = 3
"""After so many layouts the numbers of an index stay as they are."""
FONT_OF_ITS_OWN = "@font-face"
"""Markup with this brings a font that is not for others."""


def write_rendered(page: RenderedBook, report: Report, keep: PartCache = no_cache) -> Written:
    """The PDF, and where each of its pages begins."""
    from jiangyi.writers.pdf.conformance import write_pdf

    own = Report()
    document, pagination = _typeset(page, own, keep)
    report.extend(own)
    if len(page.documents) > 1:  # somebody may wait for that alone
        keep(_pages(page), lambda said: _told(pagination, own, said), Report())
    with collect_warnings(report, Span(page.metadata.title)):  # what the engine complains about is a warning
        return Written(write_pdf(document, report, keep), pagination)


def paginate_rendered(page: RenderedBook, report: Report, keep: PartCache = no_cache) -> Pagination:
    """Where each page of the PDF begins, without the PDF."""

    def make(said: Report) -> bytes:
        own = Report()
        return _told(_typeset(page, own, keep)[1], own, said)

    return pagination_from_json(json.loads(keep(_pages(page), make, report)))


def _pages(page: RenderedBook) -> str:
    """What the pages of a page are kept under."""
    return f"pages {page.digest}"


def _told(pagination: Pagination, own: Report, said: Report) -> bytes:
    """The pages as they are kept, with what was said of them."""
    said.extend(own)
    return json.dumps(pagination_to_json(pagination)).encode()


def _typeset(page: RenderedBook, report: Report, keep: PartCache) -> tuple[Any, Pagination]:
    """The document, and where its pages begin, with the pages that another file tells."""
    document, pagination = typeset(page, report, keep)
    known = printed_numbers(document) if page.companion_ids else {}
    return document, replace(pagination, folios={name: known[name] for name in page.companion_ids if name in known})


def typeset(page: RenderedBook, report: Report, keep: PartCache = no_cache) -> tuple[Any, Pagination]:
    """The document with all its pages, and where each begins. Of a book whose parts are laid out apart each part is kept."""
    if len(page.documents) > 1:
        book = _bound(page, report, keep)
        return book, book.pagination
    from jiangyi.engine import paginate

    document, root = lay_out_document(page.documents[0].html, page.css, page, report)
    return document, paginate(document, root)


def _bound(page: RenderedBook, report: Report, keep: PartCache) -> "AssembledDocument":
    from jiangyi.writers.pdf import assembly
    from jiangyi.writers.pdf.mirroring import can_mirror, sides_are_symmetric
    from jiangyi.writers.pdf.parts import LaidOutPart, bare_pages, deserialize_part, extract_part, serialize_part

    known: dict[str, bytes] = {}
    style = hashlib.sha256(page.css.encode()).hexdigest()
    mirrored = sides_are_symmetric(parse_stylesheet(page.css))

    def lay(html: str, *, margins: bool) -> LaidOutPart:
        parts = (html, style, str(margins), *sorted(picture.name for picture in page.images if picture.name in html))
        key = hashlib.sha256("\n".join(parts).encode()).hexdigest()

        def make(own: Report) -> bytes:
            with nullcontext() if margins else bare_pages():
                document, root = lay_out_document(html, page.css, page, own)
            return serialize_part(extract_part(document, root, int(key[:7], 16), turns=can_mirror(document), bare=not margins))

        name = f"part {key}"
        if name not in known:
            known[name] = keep(name, make, report)
        return deserialize_part(known[name])

    documents = [(document.name, document.html) for document in page.documents]
    return assembly.assemble(documents, page.css, lay, fonts.font_configuration(), mirrored=mirrored)


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
    config = None if FONT_OF_ITS_OWN in html else fonts.font_configuration()

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
            if markup is html or correct_page_refs(document, replace_text):
                break
        return document, root, own

    document, root, own = attempt(html)
    laid = html
    for _ in range(ROUNDS):
        before, laid = laid, merge_laid_out_refs(html, document)
        if laid == before:
            break
        document, root, own = attempt(laid)
    report.extend(own)
    return document, root


@lru_cache(maxsize=4)
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
