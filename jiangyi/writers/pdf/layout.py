"""The interface of a book laid out in pages.

There are two implementations. A whole layout is one document of the engine. An incremental one is assembled from parts (the front
matter, each handout, the back matter) that are laid out separately and cached, so that an edit lays out one part. Both give the same
pages, text and structure tree; `book_layout.lay_out` chooses, and no code outside this package depends on which one is used.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from jiangyi.core import Report
from jiangyi.pagination import Pagination
from jiangyi.writers.api import PartCache, no_cache


class LaidOutPage(Protocol):
    """A page; lengths in CSS px."""

    @property
    def width(self) -> float:
        """The width."""

    @property
    def height(self) -> float:
        """The height."""

    @property
    def anchors(self) -> Mapping[str, tuple[float, float, float, float]]:
        """The rectangle of each element that has an id, by the id: left, top, right, bottom from the upper left corner."""


class Layout(Protocol):
    """A book in pages, from which a PDF can be written."""

    @property
    def pages(self) -> Sequence[LaidOutPage]:
        """All pages."""

    @property
    def pagination(self) -> Pagination:
        """Where each printed page begins in the text."""

    @property
    def numbers(self) -> Mapping[str, str]:
        """The number printed on the page of each anchor; none for pages without a decimal number."""

    def write(self, report: Report, cache: PartCache = no_cache) -> bytes:
        """The PDF, as PDF/A-3a and PDF/UA-1; it is written last: pages may not be drawn again afterwards."""

    def draw(self, number: int | None = None) -> bytes:
        """A PDF of all pages or of one, from 0, for viewing only, written as fast as possible: without tags, claims or compression."""
