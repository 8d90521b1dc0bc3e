"""The incremental layout: a collected book assembled from parts that are laid out separately and cached.

A part is cached under a digest of its markup, the stylesheet and its images. An edit of one handout lays out that part, and those that
print a page number which it has moved.

Other processes can lay out parts beforehand: `list_due_parts` returns those that the book needs and the cache lacks, each complete in
itself, and `lay_out_part` lays out one and stores it. When all are stored, the page numbers that parts refer to are known, and
`list_due_parts` returns those that print another number than they were laid out with; after two or three such rounds it returns none,
and the book is assembled from the cache. Parts that are missing then are laid out by the assembly itself, so that a round may be left out.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from copy import copy, deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from jiangyi.core import Report
from jiangyi.engine import apply_patches
from jiangyi.pagination import Pagination
from jiangyi.project import fonts
from jiangyi.render import RenderedBook
from jiangyi.writers.api import PartCache, no_cache
from jiangyi.writers.pdf import assembly
from jiangyi.writers.pdf.conformance import draw_pdf, write_pdf
from jiangyi.writers.pdf.document import lay_out_document, parse_stylesheet
from jiangyi.writers.pdf.layout import LaidOutPage
from jiangyi.writers.pdf.mirroring import can_mirror, sides_are_symmetric
from jiangyi.writers.pdf.page_refs import collect_page_numbers
from jiangyi.writers.pdf.parts import NO_PAGES, LaidOutPart, deserialize_part, extract_part, serialize_part
from jiangyi.writers.pdf.patch_table import BARE_PAGES, PART_FONTS, STRUCTURE_TREE
from jiangyi.writers.pdf.structure_tree import StructureTree

NEEDED = (BARE_PAGES, PART_FONTS, STRUCTURE_TREE)
"""Patches without which parts can't be laid out separately or assembled."""


def can_assemble() -> bool:
    """True if the installed libraries are those that parts are made for, and patches are enabled."""
    with apply_patches(*NEEDED) as applied:
        return len(applied) == len(NEEDED)


@dataclass(frozen=True)
class PartTask:
    """A part of a book to be laid out, complete in itself so that it may be sent to another process."""

    book: RenderedBook
    """With the markup of the part as its only document, and the images that it shows."""
    margins: bool = False
    """True if its margin boxes are laid out as well."""

    @cached_property
    def key(self) -> str:
        """A digest of all that it is laid out from."""
        style = hashlib.sha256(self.book.css.encode()).hexdigest()
        inputs = (self.book.documents[0].html, style, str(self.margins), *sorted(image.name for image in self.book.images))
        return hashlib.sha256("\n".join(inputs).encode()).hexdigest()

    def compute(self, report: Report) -> LaidOutPart:
        """Lay it out."""
        with nullcontext() if self.margins else apply_patches(BARE_PAGES):
            document, root = lay_out_document(self.book.documents[0].html, self.book.css, self.book, report)
        with apply_patches(PART_FONTS):
            return extract_part(document, root, int(self.key[:7], 16), is_mirrorable=can_mirror(document), bare=not self.margins)


def list_due_parts(rendered: RenderedBook, cache: PartCache) -> list[PartTask]:
    """The parts that a rendered book needs and the cache lacks, as far as is known before they are laid out; none for a single handout.

    The cache must return what was stored, so it can't be one that computes everything anew.
    """
    if len(rendered.documents) == 1 or not can_assemble():
        return []
    parts = DuePartList(rendered, cache, Report())
    for _ in assembly.lay_out_parts(*assembly.split_frame(markup_of(rendered)), rendered.css, parts, symmetric=is_symmetric(rendered)):
        if parts.due:
            break
    return list(parts.due.values())


def lay_out_part(task: PartTask, cache: PartCache) -> None:
    """Lay out a part and store it, with its diagnostics, unless it is stored already."""
    _load_part(task, cache, Report())


def markup_of(rendered: RenderedBook) -> dict[str, str]:
    """The markup of each document of a book, by its name."""
    return {document.name: document.html for document in rendered.documents}


def is_symmetric(rendered: RenderedBook) -> bool:
    """True if the left and right pages of a book differ only in their margins."""
    return sides_are_symmetric(parse_stylesheet(rendered.css))


def _load_part(task: PartTask, cache: PartCache, report: Report) -> bytes:
    return cache(f"part {task.key}", lambda own: serialize_part(task.compute(own)), report)


class CachedParts:
    """The parts of a book, taken from the cache or laid out."""

    def __init__(self, rendered: RenderedBook, cache: PartCache, report: Report) -> None:
        self.rendered, self.cache, self.report = rendered, cache, report
        self.known: dict[str, bytes] = {}

    def task(self, html: str, *, margins: bool = False) -> PartTask:
        """The part with some markup."""
        images = tuple(image for image in self.rendered.images if image.name in html)
        document = replace(self.rendered.documents[0], html=html)
        return PartTask(replace(self.rendered, documents=(document,), images=images), margins)

    def load(self, task: PartTask) -> LaidOutPart:
        """The part, laid out if it is not stored."""
        if task.key not in self.known:
            self.known[task.key] = _load_part(task, self.cache, self.report)
        return deserialize_part(self.known[task.key])

    def lay_out(self, html: str) -> LaidOutPart:
        """A part without its margin boxes."""
        return self.load(self.task(html))

    def lay_out_empty(self, html: str, *, margins: bool) -> LaidOutPart:
        """Empty pages, with or without margin boxes."""
        return self.load(self.task(html, margins=margins))


class DuePartList(CachedParts):
    """The parts of a book that the cache lacks are listed instead of laid out."""

    def __init__(self, rendered: RenderedBook, cache: PartCache, report: Report) -> None:
        super().__init__(rendered, cache, report)
        self.due: dict[str, PartTask] = {}

    def lay_out(self, html: str) -> LaidOutPart:
        """The stored part; one without pages if there is none."""

        def list_part(_report: Report) -> bytes:
            raise LookupError(task.key)

        task = self.task(html)
        try:
            return deserialize_part(self.cache(f"part {task.key}", list_part, self.report))
        except LookupError:
            self.due[task.key] = task
            return NO_PAGES


class IncrementalLayout:
    """A book of parts, with running heads and folios laid out for all its pages at once."""

    def __init__(self, document: assembly.AssembledDocument) -> None:
        self.document = document

    @classmethod
    def of(cls, rendered: RenderedBook, report: Report, cache: PartCache = no_cache) -> "IncrementalLayout":
        """The layout of a rendered book, whose first document is the frame and the others its parts."""
        parts = CachedParts(rendered, cache, report)
        with apply_patches(PART_FONTS):
            symmetric = is_symmetric(rendered)
            return cls(assembly.assemble(markup_of(rendered), rendered.css, parts, fonts.font_configuration(), symmetric=symmetric))

    @property
    def pages(self) -> Sequence[LaidOutPage]:
        """All pages."""
        pages: Sequence[LaidOutPage] = self.document.pages
        return pages

    @cached_property
    def pagination(self) -> Pagination:
        """Where each printed page begins in the text."""
        return self.document.pagination

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number printed on the page of each anchor."""
        return collect_page_numbers(self.pages, self.document.folios)

    def build_structure_tree(self, streams: Sequence[Any]) -> StructureTree:
        """The structure tree, joined from those of the parts; their streams have artifacts marked already."""
        return self.document.build_structure_tree(streams)

    def write(self, report: Report, cache: PartCache = no_cache) -> bytes:
        """The PDF, as PDF/A-3a and PDF/UA-1; the compressed pages of each part are cached."""
        places = [[place for place in places if place >= 0] for _, places in self.document.places]
        return write_pdf(self.document, self.build_structure_tree, self.document.folios, report, cache, places)

    def draw(self, number: int | None = None) -> bytes:
        """A PDF of all pages or of one, for viewing only."""
        if number is None:
            return draw_pdf(self.document)
        one, page = copy(self.document), copy(self.document.pages[number])
        page.links, page.anchors, page.bookmarks = [], {}, []
        # the page may use resources that an earlier page brings; writing them uses them up
        parts = (part for other in self.document.pages for part in other.first_of)
        page.first_of = [replace(part, resources=deepcopy(part.resources), images=deepcopy(part.images)) for part in parts]
        one.pages = [page]
        return draw_pdf(one)
