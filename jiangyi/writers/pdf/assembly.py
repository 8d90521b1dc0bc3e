"""A collected book out of parts that were laid out apart: pages in their order, with folios and running heads, in one PDF.

A page number is known only when all parts are: what says one is laid out again once it is. Folios and running heads stand on pages
of their own that hold nothing else, laid out for the whole book at the end. Their ground is drawn under the parts, all else over them.

What stands before the text, each handout, and what stands behind it are laid out separately, and each is cached as what its
pages draw, link to and mean. A part contains the page numbers that it refers to, so most edits lay out one part. Folios and
running heads depend on every part before them, which is why they have pages of their own. All pages, fonts and structure trees
then go into one file, which equals the book laid out whole, page by page (a test compares them).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
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
"""The anchor whose page is the last that is counted."""
PLACEHOLDER = "00"
"""What stands for a number until it is known: as wide as most."""
ROUNDS = 5
"""After so many the numbers stay as they are: they would change for ever."""


class PartLayouter(Protocol):
    """Lays out the markup of a part, or finds it laid out."""

    def __call__(self, html: str, *, margins: bool) -> LaidOutPart:
        """The part, with what its margins say or without."""


@dataclass
class PlacedPart:
    """A part at its place: what it is called, its pages, and what they were laid out from."""

    name: str
    part: LaidOutPart
    inputs: tuple[str, str]
    """Its markup, with the numbers that it says, and the side that it begins on."""

    @cached_property
    def pages(self) -> list[PageImage]:
        """Its pages but the blank ones."""
        return [leaf for leaf in self.part.pages if not leaf.blank]


def lay_out_parts(
    frame: str, documents: Mapping[str, str], css: str, lay: Callable[[str], LaidOutPart], *, symmetric: bool
) -> list[PlacedPart]:
    """The parts of a book, laid out by the name and markup of each, with the right page numbers in them."""
    numbers: dict[str, int] = {}
    sheaves: list[PlacedPart] = []
    for _ in range(ROUNDS):
        sheaves = list(_laid(frame, documents, css, numbers, lay, {sheaf.name: sheaf for sheaf in sheaves}, symmetric=symmetric))
        found: dict[str, int] = {}
        for name, number in _numbers(sheaves):
            found.setdefault(name, number)  # an element may go on over pages
        if found == numbers:
            break
        numbers = found
    return sheaves


def _laid(
    frame: str,
    documents: Mapping[str, str],
    css: str,
    numbers: Mapping[str, int],
    lay: Callable[[str], LaidOutPart],
    known: Mapping[str, PlacedPart],
    *,
    symmetric: bool,
) -> Iterator[PlacedPart]:
    """Every part on the side where it will stand; `known` are those that were laid out with other numbers."""
    side, values = "right", root_properties(css)
    chapters = BREAK_SIDES.get(values.get("--chapter-break", ""), "")
    for place, (name, html) in enumerate(documents.items()):
        begins = chapters if chapters and place and name not in (FRONT_FILE, BACK_FILE) else side
        source = prepare_markup(html, "right" if symmetric else begins, numbers), begins
        if name in known and known[name].inputs == source:
            sheaf = known[name]
        else:
            part = lay(source[0])
            if symmetric and begins == "left":
                part = mirror(part, measure_text_areas(frame, part, lay)) or lay(prepare_markup(html, begins, numbers))
            sheaf = PlacedPart(name, part, source)
        side = OPPOSITE[sheaf.part.pages[-1].side] if sheaf.part.pages else begins
        yield sheaf


def measure_text_areas(frame: str, part: LaidOutPart, lay: Callable[[str], LaidOutPart]) -> TextAreas:
    """Where the text of pages stands that are called like those of a part, on both sides: told by empty ones."""
    names = sorted({leaf.name for leaf in part.pages})
    empty = "".join(f'<div class="empty-page" style="page: {escape(name)}"></div>' * 2 if name else "" for name in names)
    unnamed = '<div class="empty-page"></div>' * 2 if "" in names else ""
    found = lay(frame.replace("<body>", f"<body>{unnamed}{empty}", 1))
    return {(leaf.name, leaf.side): leaf.text_area for leaf in found.pages}


def prepare_markup(html: str, side: str, numbers: Mapping[str, int]) -> str:
    """The markup of a part for the side that it begins on, with the numbers of pages outside it."""
    said = html
    if find_page_refs(html):
        here = set(re.findall(r'\sid="([^"]+)"', html))
        said = resolve_page_refs(merge_page_refs(html, numbers.get), lambda name: None if name in here else numbers.get(name, PLACEHOLDER))
    return said.replace('class="collected', 'class="collected verso', 1) if side == "left" else said


def _numbers(sheaves: Sequence[PlacedPart]) -> Iterator[tuple[str, int]]:
    """The number of the page that each anchor is on: the text counts from 1, and so does what stands before it.

    Blank pages count; the one before a part shows in the sides.
    """
    number, side = 0, "left"
    for place, sheaf in enumerate(sheaves):
        if place and sheaves[place - 1].name == FRONT_FILE:
            number = 0 if sheaf.part.pages[0].side != side else -1
        for leaf in sheaf.pages:
            number += 1 if leaf.side != side else 2
            side = leaf.side
            yield from ((name, number) for name in leaf.anchors)


# The pages that hold folios and running heads alone ---------------------------------------------------------


def margin_pages_markup(frame: str, sheaves: Sequence[PlacedPart]) -> str:
    """The frame of a book filled with empty pages: as many as there are, of the same kinds, with the same running heads."""
    text = [sheaf for sheaf in sheaves if sheaf.name not in (FRONT_FILE, BACK_FILE)]
    last = next((sheaf for sheaf in sheaves for leaf in sheaf.pages if END_ANCHOR in leaf.anchors), None)
    before = "".join(chain.from_iterable(_leaves(sheaf.pages) for sheaf in sheaves if sheaf.name == FRONT_FILE))
    main = "".join(f'<article class="handout">{"".join(_leaves(sheaf.pages, "first"))}</article>' for sheaf in text)
    behind: list[PageImage] = [leaf for sheaf in sheaves if sheaf.name == BACK_FILE for leaf in sheaf.pages]
    inside = 0
    if last and last.name == BACK_FILE:
        inside = next(number for number, leaf in enumerate(behind, 1) if END_ANCHOR in leaf.anchors)
    rest = list(_leaves(behind))
    body = f'{before}<main>{main}{"".join(rest[:inside])}<span id="{END_ANCHOR}"></span></main>{"".join(rest[inside:])}'
    return frame.replace("<body>", f"<body>{body}", 1)


def _leaves(leaves: Iterable[PageImage], usual: str = "") -> Iterator[str]:
    """Empty pages; `usual` is the kind of page that they are without being told."""
    side = ""
    for leaf in leaves:
        turned = f" {leaf.side}" if leaf.side == side else ""
        kind = f"page: {leaf.name}; " if leaf.name not in (usual, "") else ""
        # the texts stand beside the rules, so that the rules of most pages are the same
        strings = ", ".join(f"{name} attr(data-string-{number})" for number, name in enumerate(leaf.strings))
        texts = "".join(f" data-string-{number}={quoteattr(text)}" for number, text in enumerate(leaf.strings.values()))
        side = leaf.side
        yield f'<div class="empty-page{turned}" style="{escape(kind)}string-set: {strings or "none"}"{texts}></div>'


# One document of all pages -----------------------------------------------------------------------------------


class LinkHolder:
    """What the engine hangs a link's annotation on; the annotation is one that the structure tree has already."""

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
        """Say again what the structure tree says of the link."""
        self._annotation.update(self._own)


class AssembledPage:
    """A page of a book as the engine takes it: that of a part, with the folio and running heads of an empty one."""

    def __init__(self, margins: PageImage, leaf: PageImage | None, first_of: Sequence[LaidOutPart]) -> None:
        """`first_of` are the parts that begin with this page: what their pages share is told with the first."""
        self.margins, self.image, self.first_of = margins, leaf, first_of
        self.width, self.height, self.bleed, self.folio = margins.width, margins.height, margins.bleed, margins.folio
        links: tuple[PageLink, ...] = leaf.links if leaf else ()
        self.links = [(link.type, link.target, link.rectangle, LinkHolder(link.annotation)) for link in links]
        self.anchors = dict(leaf.anchors) if leaf else {}
        self.bookmarks = list(leaf.bookmarks) if leaf else []
        self.forms: dict[Any, list[Any]] = {None: []}

    def paint(self, stream: Any, _scale: float) -> None:
        """Draw what was drawn before."""
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
    """All pages of a book: those of its parts, and `margins`, as many empty ones with what the margins say."""

    def __init__(self, frame: str, margins: LaidOutPart, sheaves: Sequence[PlacedPart], configuration: FontConfiguration) -> None:
        metadata = DocumentMetadata(**get_html_metadata(HTML(string=frame, url_fetcher=_nothing)))
        super().__init__([], metadata, _nothing, configuration, {}, "srgb")
        self.parts = sheaves
        leaves = iter([leaf for sheaf in sheaves for leaf in sheaf.pages])
        first_of: dict[int, tuple[LaidOutPart, ...]] = {id(sheaf.pages[0]): (sheaf.part,) for sheaf in sheaves}
        for number, margin in enumerate(margins.pages):
            leaf = None if margin.blank else next(leaves, None)
            self.pages.append(AssembledPage(margin, leaf, (*first_of.get(id(leaf), ()), *([] if number else [margins]))))
        sides = [(page.leaf.side, page.margins.side) for page in self.pages if page.leaf]
        if next(leaves, None) or any(own != other for own, other in sides):
            raise RuntimeError(f"the pages of the parts do not fall in their places: {sides}")
        self.fonts = load_used_fonts(configuration, (font for part in (*(sheaf.part for sheaf in sheaves), margins) for font in part.fonts))

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
        """Each part, and for each of its pages the index of that page here."""
        places = iter([place for place, page in enumerate(self.pages) if page.leaf])
        for sheaf in self.parts:
            yield sheaf.part, [-1 if leaf.blank else next(places) for leaf in sheaf.part.pages]

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
    """A picture as it stands in the file, where the engine would make that of one it has read."""

    stream: pydyf.Stream

    def get_x_object(self, _interpolate: object, _ratio: object) -> pydyf.Stream:
        """The picture."""
        return self.stream


def load_used_fonts(configuration: FontConfiguration, uses: Iterable[FontUse]) -> dict[int, DescribedFont]:
    """The fonts that parts use, found again, with all that is used of them."""
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
    """A font's description out of its text; the caller frees it."""
    if not hasattr(pango, "pango_font_description_from_string"):
        ffi.cdef("PangoFontDescription *pango_font_description_from_string(const char *text);")
    return pango.pango_font_description_from_string(text.encode())


def _join(root: StructureElement, element: StructureElement) -> None:
    """Hang a topmost element of a part into the tree of the book: the text of all parts is one."""
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
    documents: Sequence[tuple[str, str]], css: str, lay: PartLayouter, configuration: FontConfiguration, *, symmetric: bool
) -> AssembledDocument:
    """A book out of the names and markup of its parts, the frame first; `symmetric` tells whether the sides differ by margins alone."""
    parts = dict(documents)
    frame = parts.pop(FRAME_FILE)
    sheaves = lay_out_parts(frame, parts, css, partial(lay, margins=False), symmetric=symmetric)
    return AssembledDocument(frame, lay(margin_pages_markup(frame, sheaves), margins=True), sheaves, configuration)


def _nothing(url: str) -> Any:
    """There is nothing to be read. Raises ValueError."""
    raise ValueError(url)
