"""PDF by WeasyPrint: PDF/A-3a and PDF/UA-1 in one file, every font embedded, nothing read but what the page carries."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jiangyi.diagnostics import Report, Span
from jiangyi.model import Picture
from jiangyi.pagination import paginate
from jiangyi.render import Page
from jiangyi.writers.written import Written

BASE = "https://jiangyi.invalid/"
"""The address that relative names on a page start from: a host that can never exist (RFC 2606)."""


def write(page: Page, report: Report) -> Written:
    """The PDF, and where each of its pages begins."""
    return to_pdf(page.documents[0].html, page.css, page, report)


def to_pdf(html: str, css: str, page: Page, report: Report) -> Written:
    """One document as a PDF. What the engine complains about becomes a warning."""
    import weasyprint

    from jiangyi.typeset import justify
    from jiangyi.writers.finish import written

    if not justify.install():
        report.add("lines-plain", Span(page.metadata.title), engine=weasyprint.__version__)
    fetcher = _fetcher({picture.name: picture for picture in page.pictures})
    with _complaints(report, Span(page.metadata.title)):
        sheet = weasyprint.CSS(string=css, base_url=BASE, url_fetcher=fetcher)
        source = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher)
        document = source.render(stylesheets=[sheet])
        return Written(written(document), paginate(document, source.etree_element))


def _fetcher(pictures: Mapping[str, Picture]) -> Any:
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
def _complaints(report: Report, span: Span) -> Iterator[None]:
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
