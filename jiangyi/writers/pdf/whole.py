"""The whole layout: a book that is one document of WeasyPrint."""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any

from jiangyi.core import Report
from jiangyi.engine import compute_folios, paginate
from jiangyi.pagination import Pagination
from jiangyi.render import RenderedBook
from jiangyi.writers.api import PartCache, no_cache
from jiangyi.writers.pdf.conformance import draw_pdf, write_pdf
from jiangyi.writers.pdf.document import lay_out_document
from jiangyi.writers.pdf.layout import LaidOutPage
from jiangyi.writers.pdf.page_refs import collect_page_numbers


class WholeLayout:
    """A laid-out document of WeasyPrint, with the tree of the markup that it was laid out from."""

    def __init__(self, document: Any, root: Any = None) -> None:
        """Only `pagination` needs the root."""
        self.document, self.root = document, root

    @classmethod
    def of(cls, rendered: RenderedBook, report: Report) -> "WholeLayout":
        """The layout of a rendered book with a single document."""
        return cls(*lay_out_document(rendered.documents[0].html, rendered.css, rendered, report))

    @property
    def pages(self) -> Sequence[LaidOutPage]:
        """All pages."""
        pages: Sequence[LaidOutPage] = self.document.pages
        return pages

    @cached_property
    def pagination(self) -> Pagination:
        """Where each printed page begins in the text."""
        return paginate(self.document, self.root)

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number printed on the page of each anchor."""
        return collect_page_numbers(self.pages, compute_folios(self.document))

    def write(self, report: Report, cache: PartCache = no_cache) -> bytes:  # noqa: ARG002 - it has no parts
        """The PDF, as PDF/A-3a and PDF/UA-1; it is written last, because a page gives up its boxes when it is drawn."""
        return write_pdf(self.document, compute_folios(self.document), report)

    def draw(self, number: int | None = None) -> bytes:
        """A PDF of all pages or of one, for viewing only."""
        if number is None:
            return draw_pdf(self.document)
        one, page = copy(self.document), copy(self.document.pages[number])
        page.links, page.anchors, page.bookmarks = [], {}, []
        one.pages = [page]
        return draw_pdf(one)
