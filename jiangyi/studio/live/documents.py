"""The state of the documents in the preview: an entry for the list, and a view with the finished pages and e-book.

All of it is immutable, so any thread may read it while the studio replaces it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jiangyi.core import Diagnostic
from jiangyi.model import Book
from jiangyi.pagination import UNKNOWN_PAGINATION, Pagination
from jiangyi.studio.live.block_places import BlockPlace
from jiangyi.writers import Layout

State = Literal["waiting", "building", "fresh", "error"]


@dataclass(frozen=True)
class DocumentEntry:
    """A document in the list: a handout or the collected book."""

    name: str
    """Its path relative to content/, with slashes."""
    title: str
    state: State = "waiting"
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True)
class ChapterLink:
    """A chapter of an e-book."""

    file: str
    """The name of its file in the EPUB container."""
    title: str
    ids: tuple[str, ...]
    """The ids of its blocks."""


@dataclass(frozen=True)
class DocumentView:
    """The pages and the e-book of a document, as they were last made without errors."""

    book: Book
    print_digest: str = ""
    """Identifies the laid-out pages, also in the addresses of their images; empty before the first layout."""
    layout: Layout | None = None
    page_files: dict[int, bytes] = field(default_factory=dict)
    """A cache of pages that were requested, each as a PDF of its own, by page number from 0. Used in the studio's thread only."""
    page_sizes: tuple[tuple[float, float], ...] = ()
    """Width and height of each page in pt."""
    block_places: tuple[BlockPlace, ...] = ()
    page_numbers: Mapping[str, str] = field(default_factory=dict)
    """The number printed on the page of each anchor. The next layout tries them first."""
    pagination: Pagination = UNKNOWN_PAGINATION
    print_diagnostics: tuple[Diagnostic, ...] = ()
    epub_markup_digest: str = ""
    """Identifies the markup that the e-book was made from."""
    epub: bytes = b""
    epub_digest: str = ""
    """Identifies the file in addresses."""
    chapters: tuple[ChapterLink, ...] = ()
    epub_diagnostics: tuple[Diagnostic, ...] = ()
