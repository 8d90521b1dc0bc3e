"""The incremental layout: a collected book assembled from parts that are laid out separately and cached.

A part is cached under a digest of its markup, the stylesheet and its images. An edit of one handout lays out that part, and those that
print a page number which it has moved.

Other processes can lay out parts beforehand: `find_due_parts` returns those that the book needs and the cache lacks, each complete in
itself, and `lay_out_part` lays out one and stores it. When all are stored, the page numbers that parts refer to are known, and
`find_due_parts` returns those that print another number than they were laid out with; after two or three such rounds it returns none,
and the book is assembled from the cache. Parts that are missing then are laid out by the assembly itself, so that a round may be left out.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from jiangyi.core import Report, phase
from jiangyi.engine import apply_patches
from jiangyi.pagination import Pagination
from jiangyi.render import RenderedBook
from jiangyi.theme import root_properties
from jiangyi.writers.api import PartCache, no_cache
from jiangyi.writers.pdf import assembly
from jiangyi.writers.pdf.document import lay_out_document, parse_stylesheet
from jiangyi.writers.pdf.extraction import extract_part
from jiangyi.writers.pdf.layout import LaidOutPage
from jiangyi.writers.pdf.mirroring import PageSides, can_mirror
from jiangyi.writers.pdf.page_refs import collect_page_numbers
from jiangyi.writers.pdf.parts import NO_PAGES, LaidOutPart, deserialize_part, serialize_part
from jiangyi.writers.pdf.patch_table import BARE_PAGES, PART_FONTS, STRUCTURE_TREE, SUBSET_FONTS

NEEDED = (BARE_PAGES, PART_FONTS, STRUCTURE_TREE, SUBSET_FONTS)
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
            return extract_part(document, root, int(self.key[:10], 16), is_mirrorable=can_mirror(document), bare=not self.margins)


def find_due_parts(rendered: RenderedBook, cache: PartCache) -> list[PartTask]:
    """The parts that a rendered book needs and the cache lacks, as far as is known before they are laid out; none for a single handout.

    The cache must return what was stored, so it can't be one that computes everything anew.
    """
    if len(rendered.documents) == 1 or not can_assemble():
        return []
    parts = DuePartList(rendered, cache, Report())
    sides = find_page_sides(rendered.css, cache)
    for _ in assembly.lay_out_parts(*assembly.split_frame(markup_of(rendered)), sides, parts):
        if parts.due:
            break
    return list(parts.due.values())


def lay_out_part(task: PartTask, cache: PartCache) -> None:
    """Lay out a part and store it, with its diagnostics, unless it is stored already."""
    _load_part(task, cache, Report())


def markup_of(rendered: RenderedBook) -> dict[str, str]:
    """The markup of each document of a book, by its name."""
    return {document.name: document.html for document in rendered.documents}


def _load_part(task: PartTask, cache: PartCache, report: Report) -> LaidOutPart:
    """A part from the cache; laid out where there is none, or something that is no part."""

    def compute(own: Report) -> bytes:
        return serialize_part(task.compute(own))

    data = cache(f"part {task.key}", compute, report)
    try:
        return deserialize_part(data)
    except ValueError:
        return deserialize_part(compute(Report()))


def find_page_sides(css: str, cache: PartCache) -> PageSides:
    """What a stylesheet says about left and right pages, from the cache where it was parsed before."""

    def compute(_report: Report) -> bytes:
        return msgspec.json.encode(PageSides.of(parse_stylesheet(css), root_properties(css)))

    data = cache(f"sides {hashlib.sha256(css.encode()).hexdigest()}", compute, Report())
    try:
        return msgspec.json.decode(data, type=PageSides)
    except msgspec.MsgspecError:
        return msgspec.json.decode(compute(Report()), type=PageSides)


ENDING = 4
"""Characters at the end of an image's name by which it is searched for: most are a dot and the suffix."""


class CachedParts:
    """The parts of a book, taken from the cache or laid out."""

    def __init__(self, rendered: RenderedBook, cache: PartCache, report: Report) -> None:
        self.rendered, self.cache, self.report = rendered, cache, report
        self.endings = {(len(image.name), image.name[-ENDING:]) for image in rendered.images}
        """The lengths and ends of the names of images: there may be too many images to look for each of them in each part."""
        self.known: dict[str, LaidOutPart] = {}

    def task(self, html: str, *, margins: bool = False) -> PartTask:
        """The part with some markup."""
        named = {(piece + end)[-length:] for length, end in self.endings for piece in html.split(end)[:-1]}
        images = tuple(image for image in self.rendered.images if image.name in named)
        document = replace(self.rendered.documents[0], html=html)
        return PartTask(replace(self.rendered, documents=(document,), images=images), margins)

    def load(self, task: PartTask) -> LaidOutPart:
        """The part, laid out if it is not stored."""
        if task.key not in self.known:
            self.known[task.key] = _load_part(task, self.cache, self.report)
        return self.known[task.key]

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
        except (LookupError, ValueError):
            self.due[task.key] = task
            return NO_PAGES


class IncrementalLayout:
    """A book of parts, with running heads and folios laid out for all its pages at once."""

    def __init__(self, book: assembly.AssembledBook) -> None:
        self.book = book

    @classmethod
    def of(cls, rendered: RenderedBook, report: Report, cache: PartCache = no_cache) -> "IncrementalLayout":
        """The layout of a rendered book, whose first document is the frame and the others its parts."""
        parts, sides = CachedParts(rendered, cache, report), find_page_sides(rendered.css, cache)
        with phase("assembly"):
            return cls(assembly.assemble(markup_of(rendered), sides, parts))

    @property
    def pages(self) -> Sequence[LaidOutPage]:
        """All pages."""
        return self.book.pages

    @cached_property
    def pagination(self) -> Pagination:
        """Where each printed page begins in the text."""
        return self.book.pagination

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number printed on the page of each anchor."""
        return collect_page_numbers(self.pages, self.book.folios)

    def write(self, report: Report, cache: PartCache = no_cache) -> bytes:
        """The PDF, as PDF/A-3a and PDF/UA-1; subsets of fonts are cached."""
        with apply_patches(*NEEDED, report=report):
            return self.book.write(cache, report)

    def draw(self, number: int | None = None) -> bytes:
        """A PDF of all pages or of one, for viewing only."""
        with apply_patches(*NEEDED):
            return self.book.draw(None if number is None else (number,))
