"""Assemble a collected book from parts that were laid out separately: their pages in order, with folios and running heads, in one PDF.

Page numbers are known only when all parts are laid out, so a part that refers to one is then laid out again. Folios and running heads
come from a document of empty pages that is laid out for the whole book at the end: its backgrounds are drawn below the parts, its margin
boxes above them.

The front matter, each handout and the back matter are laid out separately, and each is cached. A part contains the page numbers that
it refers to, so most edits lay out one part. Running heads and folios depend on every part before them, which is why they have pages of
their own. All pages, fonts and structure trees then go into one file, which equals the book laid out whole, page by page (a test
compares them).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Literal, Protocol
from xml.sax.saxutils import escape, quoteattr

import pydyf
from weasyprint.document import Document
from weasyprint.html import get_html_metadata
from weasyprint.pdf.metadata import DocumentMetadata

from jiangyi.core import Report, timed
from jiangyi.engine import parse_markup
from jiangyi.pagination import Folio, PagePlaces, Pagination, build_pagination
from jiangyi.render import BACK_FILE, FRAME_FILE, FRONT_FILE, OUTSIDE_FILE
from jiangyi.writers.api import PartCache, no_cache
from jiangyi.writers.pdf.book_writer import BookWriter, BoundPage
from jiangyi.writers.pdf.conformance import VARIANT, claim_accessibility, label_pages
from jiangyi.writers.pdf.mirroring import OPPOSITE, PageSides, TextAreas, mirror
from jiangyi.writers.pdf.page_refs import find_page_refs, merge_page_refs, resolve_page_refs
from jiangyi.writers.pdf.parts import POINTS_PER_PIXEL, LaidOutPart, PageImage, Side
from jiangyi.writers.pdf.tagging import tree_builder

MATTER = (FRONT_FILE, BACK_FILE, OUTSIDE_FILE)
"""The parts that are not chapters."""
END_ANCHOR = "end-of-text"
"""The anchor on the last page that the total counts."""
PLACEHOLDER = "00"
"""A page number before it is known: as wide as most."""
ROUNDS = 5
"""After so many layouts the numbers are left as they are: they could change for ever."""


class PartLayouter(Protocol):
    """Lays out the markup of parts, or takes them from the cache."""

    def lay_out(self, html: str) -> LaidOutPart:
        """A part without its margin boxes; without any pages where it is to be laid out elsewhere first."""

    def lay_out_empty(self, html: str, *, margins: bool) -> LaidOutPart:
        """Empty pages, with or without margin boxes."""


@dataclass
class PlacedPart:
    """A part at its place in the book, with the inputs it was laid out from."""

    name: str
    part: LaidOutPart
    inputs: tuple[str, str]
    """Its markup with resolved page numbers, and the side that it begins on."""

    @cached_property
    def pages(self) -> list[PageImage]:
        """Its pages without the blank ones."""
        return self.part.printed_pages


def lay_out_parts(frame: str, documents: Mapping[str, str], sides: PageSides, lay: PartLayouter) -> Iterator[list[PlacedPart]]:
    """Lay out all parts of a book, by their names, until the page numbers in them are right; each round yields all parts."""
    numbers: dict[str, int] = {}
    placed_parts: list[PlacedPart] = []
    for _ in range(ROUNDS):
        placed_parts = list(_lay_out_round(frame, documents, sides, numbers, lay, {placed.name: placed for placed in placed_parts}))
        yield placed_parts
        found: dict[str, int] = {}
        for name, number in _numbers(placed_parts):
            found.setdefault(name, number)  # the first page of an element that continues over several
        if found == numbers:
            break
        numbers = found


def _lay_out_round(
    frame: str,
    documents: Mapping[str, str],
    sides: PageSides,
    numbers: Mapping[str, int],
    lay: PartLayouter,
    known: Mapping[str, PlacedPart],
) -> Iterator[PlacedPart]:
    """Lay out every part for the side that it begins on; `known` are the parts of the round before."""
    side, before = "right", ""
    for name, html in documents.items():
        begins = _find_side(sides, name, before) or side
        source = prepare_markup(html, "right" if sides.symmetric else begins, numbers), begins
        if name in known and known[name].inputs == source:
            placed = known[name]
        else:
            part = lay.lay_out(source[0])
            if sides.symmetric and begins == "left" and part.pages:
                part = mirror(part, measure_text_areas(frame, part, lay)) or lay.lay_out(prepare_markup(html, begins, numbers))
            placed = PlacedPart(name, part, source)
        side, before = OPPOSITE[placed.part.pages[-1].side] if placed.part.pages else begins, name
        yield placed


def _find_side(sides: PageSides, name: str, before: str) -> Side | Literal[""]:
    """The side that a part has to begin on behind another one; empty for any."""
    if not before or name == BACK_FILE:
        return ""
    if name == OUTSIDE_FILE:
        return sides.outside
    return sides.text if before == FRONT_FILE else sides.chapters


def measure_text_areas(frame: str, part: LaidOutPart, lay: PartLayouter) -> TextAreas:
    """The text areas of pages with the names of a part's pages, on both sides, measured on empty pages."""
    names = sorted({page.name for page in part.pages})
    empty = "".join(f'<div class="empty-page" style="page: {escape(name)}"></div>' * 2 if name else "" for name in names)
    unnamed = '<div class="empty-page"></div>' * 2 if "" in names else ""
    found = lay.lay_out_empty(frame.replace("<body>", f"<body>{unnamed}{empty}", 1), margins=False)
    return {(page.name, page.side): page.text_area for page in found.pages}


def prepare_markup(html: str, side: str, numbers: Mapping[str, int]) -> str:
    """The markup of a part for the side that it begins on, with page numbers of the book: the engine counts the pages of the part."""
    if find_page_refs(html):
        html = resolve_page_refs(merge_page_refs(html, numbers.get), lambda name: numbers.get(name, PLACEHOLDER))
    return html.replace('class="collected', 'class="collected verso', 1) if side == "left" else html


def _numbers(placed_parts: Sequence[PlacedPart]) -> Iterator[tuple[str, int]]:
    """The page number of each anchor. The text is numbered from 1, and so is the front matter.

    Blank pages count. A blank page before a part is inferred from the sides of the pages around it.
    """
    number, side = 0, "left"
    for place, placed in enumerate(placed_parts):
        if place and placed_parts[place - 1].name == FRONT_FILE:
            number = 0 if placed.part.pages[0].side != side else -1
        for page in placed.pages:
            number += 1 if page.side != side else 2
            side = page.side
            yield from ((name, number) for name in page.anchors)


# The pages of margin boxes ------------------------------------------------------------------------------------


def margin_pages_markup(frame: str, placed_parts: Sequence[PlacedPart]) -> str:
    """The frame of a book with as many empty pages as it has, of the same page names and with the same running heads."""
    empty, side = dict[str, list[str]](), ""
    for placed in placed_parts:
        empty[placed.name] = list(_empty_pages(placed.pages, side, "" if placed.name in MATTER else "first"))
        side = placed.pages[-1].side if placed.pages else side
    before = "".join(empty.get(FRONT_FILE, ()))
    main = "".join(f'<article class="handout">{"".join(pages)}</article>' for name, pages in empty.items() if name not in MATTER)
    behind: list[PageImage] = [page for placed in placed_parts if placed.name == BACK_FILE for page in placed.pages]
    inside = next((number for number, page in enumerate(behind, 1) if END_ANCHOR in page.anchors), 0)
    rest = [*empty.get(BACK_FILE, ()), *empty.get(OUTSIDE_FILE, ())]
    body = f'{before}<main>{main}{"".join(rest[:inside])}<span id="{END_ANCHOR}"></span></main>{"".join(rest[inside:])}'
    return frame.replace("<body>", f"<body>{body}", 1)


def _empty_pages(pages: Iterable[PageImage], side: str, usual: str) -> Iterator[str]:
    """Markup of empty pages behind one on a side; `usual` is the page name that they have by default."""
    for page in pages:
        side_class = f" {page.side}" if page.side == side else ""
        kind = f"page: {page.name}; " if page.name not in (usual, "") else ""
        # the texts are attributes, so that most pages share the same style
        strings = ", ".join(f"{name} attr(data-string-{number})" for number, name in enumerate(page.strings))
        texts = "".join(f" data-string-{number}={quoteattr(text)}" for number, text in enumerate(page.strings.values()))
        side = page.side
        yield f'<div class="empty-page{side_class}" style="{escape(kind)}string-set: {strings or "none"}"{texts}></div>'


# The whole book ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AssembledBook:
    """All pages of a book: those of its parts, with the backgrounds and margin boxes of empty ones."""

    frame: str
    """The markup that all parts share, with the metadata of the book."""
    margins: LaidOutPart
    """The empty pages."""
    placed_parts: Sequence[PlacedPart]

    @cached_property
    def pages(self) -> list[BoundPage]:
        """All pages in order. Raises RuntimeError if the pages of the parts are not those of the whole book."""
        own = iter([page for placed in self.placed_parts for page in placed.pages])
        pages = [BoundPage(margins, None if margins.blank else next(own, None)) for margins in self.margins.pages]
        sides = [(page.image.side, page.margins.side) for page in pages if page.image]
        if next(own, None) or any(one != other for one, other in sides):
            raise RuntimeError(f"the pages of the parts do not match the empty pages: {sides}")
        return pages

    @cached_property
    def folios(self) -> list[Folio | None]:
        """The folio of each page."""
        found = (page.margins.folio for page in self.pages)
        return [Folio(folio.label, folio.style) if folio else None for folio in found]

    @cached_property
    def places(self) -> list[tuple[LaidOutPart, list[int]]]:
        """Each part with the indexes in the book of its pages that are not blank."""
        places = iter([place for place, page in enumerate(self.pages) if page.image])
        return [(placed.part, list(islice(places, len(placed.pages)))) for placed in self.placed_parts]

    @property
    def pagination(self) -> Pagination:
        """Where each printed page begins."""
        texts: list[tuple[str, int] | None] = [None] * len(self.pages)
        checksums: dict[str, int] = {}
        for part, places in self.places:
            checksums |= part.checksums
            printed = (text for page, text in zip(part.pages, part.text_places, strict=True) if not page.blank)
            for place, text in zip(places, printed, strict=True):
                texts[place] = text
        return build_pagination((folio.label if folio else "" for folio in self.folios), PagePlaces(tuple(texts), checksums))

    def write(self, cache: PartCache, report: Report) -> bytes:
        """The file, as PDF/A-3a and PDF/UA-1."""
        document = DocumentFrame(self.frame, self.pages)
        fixed = document.build_fixed_objects(VARIANT)
        label_pages(self.folios, fixed)
        claim_accessibility(fixed)
        return BookWriter(self.pages, fixed, document.bookmarks).write(self.places, self.margins, cache, report)

    def draw(self, numbers: Collection[int] | None = None) -> bytes:
        """A file of some pages or all, for viewing only."""
        fixed = DocumentFrame(self.frame).build_fixed_objects(None)
        drawn = [place for place in range(len(self.pages)) if numbers is None or place in numbers]
        order = {place: number for number, place in enumerate(drawn)}
        parts = ((part, [order[place] for place in places if place in order]) for part, places in self.places)
        file = BookWriter([self.pages[place] for place in drawn], fixed, tagged=False)
        return file.write([(part, places) for part, places in parts if places], self.margins, no_cache, Report())


class DocumentFrame(Document):  # type: ignore[misc]
    """The engine's document of a book, with its metadata and outline, but without anything to draw."""

    def __init__(self, frame: str, pages: Sequence[BoundPage] = ()) -> None:
        metadata = DocumentMetadata(**get_html_metadata(parse_markup(frame, "", _fetch_nothing)))
        super().__init__([], metadata, _fetch_nothing, None, {}, "srgb")
        self.bookmarks = Document([*pages], metadata, _fetch_nothing, None, {}, "srgb").make_bookmark_tree(
            POINTS_PER_PIXEL, transform_pages=True
        )

    def build_fixed_objects(self, variant: str | None) -> pydyf.PDF:
        """The objects of a file that do not depend on its pages: metadata, color profile, output intent."""
        found: list[pydyf.PDF] = []
        with tree_builder(lambda _: None):
            self.write_pdf(pdf_variant=variant, output_intent="srgb", finisher=lambda _, pdf: found.append(pdf))
        return found[0]


@timed("assembly")
def assemble(documents: Mapping[str, str], sides: PageSides, lay: PartLayouter) -> AssembledBook:
    """A book from the markup of its documents by their names."""
    frame, parts = split_frame(documents)
    [*_, placed_parts] = lay_out_parts(frame, parts, sides, lay)
    return AssembledBook(frame, lay.lay_out_empty(margin_pages_markup(frame, placed_parts), margins=True), placed_parts)


def split_frame(documents: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The frame of a book, and the markup of its parts by their names."""
    return documents[FRAME_FILE], {name: html for name, html in documents.items() if name != FRAME_FILE}


def _fetch_nothing(url: str) -> Any:
    """Refuse to read anything. Raises ValueError."""
    raise ValueError(url)
