"""The incremental layout: a collected book assembled from parts that are laid out separately and cached.

A part is cached under a digest of its markup, the stylesheet and its images. An edit of one handout lays out that part, and those that
print a page number which it has moved.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from copy import copy, deepcopy
from dataclasses import replace
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
from jiangyi.writers.pdf.parts import LaidOutPart, deserialize_part, extract_part, serialize_part
from jiangyi.writers.pdf.patch_table import BARE_PAGES, PART_FONTS, STRUCTURE_TREE
from jiangyi.writers.pdf.structure_tree import StructureTree

NEEDED = (BARE_PAGES, PART_FONTS, STRUCTURE_TREE)
"""Patches without which parts can't be laid out separately or assembled."""


def can_assemble() -> bool:
    """True if the installed libraries are those that parts are made for, and patches are enabled."""
    with apply_patches(*NEEDED) as applied:
        return len(applied) == len(NEEDED)


class IncrementalLayout:
    """A book of parts, with running heads and folios laid out for all its pages at once."""

    def __init__(self, document: assembly.AssembledDocument) -> None:
        self.document = document

    @classmethod
    def of(cls, rendered: RenderedBook, report: Report, cache: PartCache = no_cache) -> "IncrementalLayout":
        """The layout of a rendered book, whose first document is the frame and the others its parts."""
        known: dict[str, bytes] = {}
        style = hashlib.sha256(rendered.css.encode()).hexdigest()

        def lay_out_part(html: str, *, margins: bool) -> LaidOutPart:
            inputs = (html, style, str(margins), *sorted(image.name for image in rendered.images if image.name in html))
            key = hashlib.sha256("\n".join(inputs).encode()).hexdigest()

            def compute(own: Report) -> bytes:
                with nullcontext() if margins else apply_patches(BARE_PAGES):
                    document, root = lay_out_document(html, rendered.css, rendered, own)
                with apply_patches(PART_FONTS):
                    part = extract_part(document, root, int(key[:7], 16), is_mirrorable=can_mirror(document), bare=not margins)
                return serialize_part(part)

            name = f"part {key}"
            if name not in known:
                known[name] = cache(name, compute, report)
            return deserialize_part(known[name])

        documents = [(document.name, document.html) for document in rendered.documents]
        symmetric = sides_are_symmetric(parse_stylesheet(rendered.css))
        with apply_patches(PART_FONTS):
            return cls(assembly.assemble(documents, rendered.css, lay_out_part, fonts.font_configuration(), symmetric=symmetric))

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
