"""Assemble a collected book from parts that were laid out separately: their pages in order, with folios and running heads, in one PDF.

Page numbers are known only when all parts are laid out, so a part that refers to one is then laid out again. Folios and running heads
come from a document of empty pages that is laid out for the whole book at the end: its backgrounds are drawn below the parts, its margin
boxes above them.

The front matter, each handout and the back matter are laid out separately, and each is cached. A part contains the page numbers that
it refers to, so most edits lay out one part. Running heads and folios depend on every part before them, which is why they have pages of
their own. All pages, fonts and structure trees then go into one file, which equals the book laid out whole, page by page (a test
compares them).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Protocol
from xml.sax.saxutils import escape, quoteattr

import pydyf
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.html import get_html_metadata
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import FontConfiguration, get_pango_font_key

from jiangyi.pagination import Folio, PagePlaces, Pagination, build_pagination
from jiangyi.render import BACK_FILE, FRAME_FILE, FRONT_FILE
from jiangyi.theme import root_properties
from jiangyi.writers.pdf.mirroring import BREAK_SIDES, OPPOSITE, TextAreas, mirror
from jiangyi.writers.pdf.page_refs import find_page_refs, merge_page_refs, resolve_page_refs
from jiangyi.writers.pdf.parts import ColorSpaces, DescribedFont, FontUse, LaidOutPart, PageImage, PageLink, renumber_pages
from jiangyi.writers.pdf.structure_tree import LinkAnnotation, StructureElement, StructureTree

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
        return [page for page in self.part.pages if not page.blank]


def lay_out_parts(frame: str, documents: Mapping[str, str], css: str, lay: PartLayouter, *, symmetric: bool) -> Iterator[list[PlacedPart]]:
    """Lay out all parts of a book, by their names, until the page numbers in them are right; each round yields all parts."""
    numbers: dict[str, int] = {}
    placed_parts: list[PlacedPart] = []
    for _ in range(ROUNDS):
        placed_parts = list(
            _lay_out_round(frame, documents, css, numbers, lay, {placed.name: placed for placed in placed_parts}, symmetric=symmetric)
        )
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
    css: str,
    numbers: Mapping[str, int],
    lay: PartLayouter,
    known: Mapping[str, PlacedPart],
    *,
    symmetric: bool,
) -> Iterator[PlacedPart]:
    """Lay out every part for the side that it begins on; `known` are the parts of the round before."""
    side, values = "right", root_properties(css)
    chapters = BREAK_SIDES.get(values.get("--chapter-break", ""), "")
    for place, (name, html) in enumerate(documents.items()):
        begins = chapters if chapters and place and name not in (FRONT_FILE, BACK_FILE) else side
        source = prepare_markup(html, "right" if symmetric else begins, numbers), begins
        if name in known and known[name].inputs == source:
            placed = known[name]
        else:
            part = lay.lay_out(source[0])
            if symmetric and begins == "left" and part.pages:
                part = mirror(part, measure_text_areas(frame, part, lay)) or lay.lay_out(prepare_markup(html, begins, numbers))
            placed = PlacedPart(name, part, source)
        side = OPPOSITE[placed.part.pages[-1].side] if placed.part.pages else begins
        yield placed


def measure_text_areas(frame: str, part: LaidOutPart, lay: PartLayouter) -> TextAreas:
    """The text areas of pages with the names of a part's pages, on both sides, measured on empty pages."""
    names = sorted({page.name for page in part.pages})
    empty = "".join(f'<div class="empty-page" style="page: {escape(name)}"></div>' * 2 if name else "" for name in names)
    unnamed = '<div class="empty-page"></div>' * 2 if "" in names else ""
    found = lay.lay_out_empty(frame.replace("<body>", f"<body>{unnamed}{empty}", 1), margins=False)
    return {(page.name, page.side): page.text_area for page in found.pages}


def prepare_markup(html: str, side: str, numbers: Mapping[str, int]) -> str:
    """The markup of a part for the side that it begins on, with the numbers of the pages outside it."""
    resolved = html
    if find_page_refs(html):
        here = set(re.findall(r'\sid="([^"]+)"', html))
        resolved = resolve_page_refs(
            merge_page_refs(html, numbers.get), lambda name: None if name in here else numbers.get(name, PLACEHOLDER)
        )
    return resolved.replace('class="collected', 'class="collected verso', 1) if side == "left" else resolved


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
    text = [placed for placed in placed_parts if placed.name not in (FRONT_FILE, BACK_FILE)]
    last = next((placed for placed in placed_parts for page in placed.pages if END_ANCHOR in page.anchors), None)
    before = "".join(chain.from_iterable(_empty_pages(placed.pages) for placed in placed_parts if placed.name == FRONT_FILE))
    main = "".join(f'<article class="handout">{"".join(_empty_pages(placed.pages, "first"))}</article>' for placed in text)
    behind: list[PageImage] = [page for placed in placed_parts if placed.name == BACK_FILE for page in placed.pages]
    inside = 0
    if last and last.name == BACK_FILE:
        inside = next(number for number, page in enumerate(behind, 1) if END_ANCHOR in page.anchors)
    rest = list(_empty_pages(behind))
    body = f'{before}<main>{main}{"".join(rest[:inside])}<span id="{END_ANCHOR}"></span></main>{"".join(rest[inside:])}'
    return frame.replace("<body>", f"<body>{body}", 1)


def _empty_pages(pages: Iterable[PageImage], usual: str = "") -> Iterator[str]:
    """Markup of empty pages; `usual` is the page name that they have by default."""
    side = ""
    for page in pages:
        side_class = f" {page.side}" if page.side == side else ""
        kind = f"page: {page.name}; " if page.name not in (usual, "") else ""
        # the texts are attributes, so that most pages share the same style
        strings = ", ".join(f"{name} attr(data-string-{number})" for number, name in enumerate(page.strings))
        texts = "".join(f" data-string-{number}={quoteattr(text)}" for number, text in enumerate(page.strings.values()))
        side = page.side
        yield f'<div class="empty-page{side_class}" style="{escape(kind)}string-set: {strings or "none"}"{texts}></div>'


# One document of all pages -----------------------------------------------------------------------------------


class LinkHolder:
    """Replaces the box that the engine attaches a link's annotation to; the annotation is the one of the structure tree."""

    def __init__(self, annotation: pydyf.Dictionary) -> None:
        self._annotation, self._own = annotation, dict(annotation)

    @property
    def link_annotation(self) -> pydyf.Dictionary:
        """The annotation."""
        return self._annotation

    @link_annotation.setter
    def link_annotation(self, entries: Mapping[str, Any]) -> None:
        self._annotation.update(entries)

    def restore(self) -> None:
        """Set the entries of the structure tree again."""
        self._annotation.update(self._own)


class AssembledPage:
    """A page with the interface of the engine's: the page of a part with the background and margin boxes of an empty one."""

    def __init__(self, margins: PageImage, page: PageImage | None, first_of: Sequence[LaidOutPart]) -> None:
        """`first_of` are the parts that begin with this page, which brings their resources."""
        self.margins, self.image, self.first_of = margins, page, first_of
        self.width, self.height, self.bleed, self.folio = margins.width, margins.height, margins.bleed, margins.folio
        links: tuple[PageLink, ...] = page.links if page else ()
        self.links = [(link.type, link.target, link.rectangle, LinkHolder(link.annotation)) for link in links]
        self.anchors = dict(page.anchors) if page else {}
        self.bookmarks = list(page.bookmarks) if page else []
        self.forms: dict[Any, list[Any]] = {None: []}

    def paint(self, stream: Any, _scale: float) -> None:
        """Write the operators that were drawn before."""
        for *_, holder in self.links:
            holder.restore()
        for part in self.first_of:
            for kind, things in part.resources.items():
                stream._resources[kind].update(things)
            for name, picture in part.images.items():
                stream._images.setdefault(name, {"image": StoredImage(picture), "interpolate": False, "dpi_ratios": {1}, "x_object": None})
        stream.stream.append(self.margins.background)
        if self.image:
            stream.stream.append(self.image.operators)
            if stream._tags is not None:
                stream._tags.update({number: {"mcid": number} for number in range(self.image.marked_count)})
        stream.stream.append(self.margins.operators)


class AssembledDocument(Document):  # type: ignore[misc]
    """All pages of a book with the interface of the engine's document; `margins` is the part of empty pages."""

    def __init__(self, frame: str, margins: LaidOutPart, placed_parts: Sequence[PlacedPart], configuration: FontConfiguration) -> None:
        metadata = DocumentMetadata(**get_html_metadata(HTML(string=frame, url_fetcher=_fetch_nothing)))
        super().__init__([], metadata, _fetch_nothing, configuration, {}, "srgb")
        self.parts = placed_parts
        pages = iter([page for placed in placed_parts for page in placed.pages])
        first_of: dict[int, tuple[LaidOutPart, ...]] = {id(placed.pages[0]): (placed.part,) for placed in placed_parts}
        for number, margin in enumerate(margins.pages):
            page = None if margin.blank else next(pages, None)
            self.pages.append(AssembledPage(margin, page, (*first_of.get(id(page), ()), *([] if number else [margins]))))
        sides = [(page.image.side, page.margins.side) for page in self.pages if page.image]
        if next(pages, None) or any(own != other for own, other in sides):
            raise RuntimeError(f"the pages of the parts do not match the empty pages: {sides}")
        self.fonts = load_used_fonts(
            configuration, (font for part in (*(placed.part for placed in placed_parts), margins) for font in part.fonts)
        )

    @property
    def folios(self) -> list[Folio | None]:
        """The folio of each page."""
        return [page.folio for page in self.pages]

    def build_structure_tree(self, _streams: Sequence[Any]) -> StructureTree:
        """The structure tree of the book, joined from those of its parts."""
        if self.color_profiles["srgb"].pdf_reference != ColorSpaces.pdf_reference:
            raise RuntimeError("the parts refer to color spaces that the file numbers otherwise")
        tree = StructureTree(StructureElement("Document", lang=self.metadata.lang or ""))
        for number, (part, places) in enumerate(self.places):
            for element in renumber_pages(part, places, f"note-{number:04}-"):
                _join(tree.root, element)
            tree.dropped_annotations += [LinkAnnotation(places[one.page], one.object) for one in part.dropped_annotations]
            tree.notes += [(note, note) for note in part.notes]
        return tree

    @property
    def places(self) -> Iterator[tuple[LaidOutPart, list[int]]]:
        """Each part with the indexes of its pages in the book; -1 for its blank pages."""
        places = iter([place for place, page in enumerate(self.pages) if page.image])
        for placed in self.parts:
            yield placed.part, [-1 if page.blank else next(places) for page in placed.part.pages]

    @property
    def pagination(self) -> Pagination:
        """Where each printed page begins."""
        texts: list[tuple[str, int] | None] = [None] * len(self.pages)
        checksums: dict[str, int] = {}
        for part, places in self.places:
            checksums |= part.text_places.checksums
            for place, text in zip(places, part.text_places.places, strict=True):
                if place >= 0:
                    texts[place] = text
        return build_pagination((folio.label if folio else "" for folio in self.folios), PagePlaces(tuple(texts), checksums))


@dataclass(frozen=True)
class StoredImage:
    """An image that is an XObject already, where the engine has one to encode."""

    stream: pydyf.Stream

    def get_x_object(self, _interpolate: object, _ratio: object) -> pydyf.Stream:
        """The XObject."""
        return self.stream


def load_used_fonts(configuration: FontConfiguration, uses: Iterable[FontUse]) -> dict[int, DescribedFont]:
    """The fonts that parts use, loaded again, each with all glyphs that are used of it."""
    context = ffi.gc(pango.pango_font_map_create_context(configuration.font_map), gobject.g_object_unref)
    fonts: dict[int, DescribedFont] = {}
    for use in uses:
        description = ffi.gc(parse_font_description(use.description), pango.pango_font_description_free)
        pango_font = pango.pango_font_map_load_font(configuration.font_map, context, description)
        key, own, size = get_pango_font_key(pango_font)
        if key not in fonts:
            fonts[key] = DescribedFont(pango_font, own, size)
            fonts[key].ascent, fonts[key].descent = use.ascent, use.descent
        font = fonts[key]
        for known, more in ((font.widths, use.widths), (font.to_unicode, use.to_unicode), (font.missing, use.missing_glyphs)):
            known.update({glyph: value for glyph, value in more.items() if glyph not in known})
    return fonts


def parse_font_description(text: str) -> Any:
    """A Pango font description from its text; the caller frees it."""
    return pango.pango_font_description_from_string(text.encode())


def _join(root: StructureElement, element: StructureElement) -> None:
    """Add a topmost element of a part to the tree of the book; the main texts of all parts are one `Part`."""
    last = root.kids[-1] if root.kids else None
    if isinstance(last, StructureElement) and last.type == element.type == "Part":
        last.kids += element.kids
        for kid in element.kids:
            if isinstance(kid, StructureElement):
                kid.parent = last
    else:
        element.parent = root
        root.kids.append(element)


def assemble(
    documents: Mapping[str, str], css: str, lay: PartLayouter, configuration: FontConfiguration, *, symmetric: bool
) -> AssembledDocument:
    """A book from the markup of its documents by their names; `symmetric` if left and right pages differ only in their margins."""
    frame, parts = split_frame(documents)
    [*_, placed_parts] = lay_out_parts(frame, parts, css, lay, symmetric=symmetric)
    margins = lay.lay_out_empty(margin_pages_markup(frame, placed_parts), margins=True)
    return AssembledDocument(frame, margins, placed_parts, configuration)


def split_frame(documents: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The frame of a book, and the markup of its parts by their names."""
    return documents[FRAME_FILE], {name: html for name, html in documents.items() if name != FRAME_FILE}


def _fetch_nothing(url: str) -> Any:
    """Refuse to read anything. Raises ValueError."""
    raise ValueError(url)
