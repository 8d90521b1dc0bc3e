"""Write the file of a book from its parts: what they contain is numbered and copied, and what depends on the whole book is added.

The document-level objects (metadata, color profile, output intent) are those that the engine writes for a document without pages.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pydyf

from jiangyi.core import Report
from jiangyi.writers.api import PartCache
from jiangyi.writers.pdf.font_objects import collect_fonts, write_fonts
from jiangyi.writers.pdf.parts import (
    COLOR_SPACES,
    FONTS,
    MAIN,
    MAIN_PLACE,
    POINTS_PER_PIXEL,
    RESOURCE_KINDS,
    ROOT,
    Box,
    LaidOutPart,
    PageImage,
    PageLink,
    Template,
    fill,
)
from jiangyi.writers.pdf.pdf_file import PdfFile
from jiangyi.writers.pdf.segments import compress_segment, join_segments
from jiangyi.writers.pdf.streams import serialize_parts
from jiangyi.writers.pdf.structure_tree import ROLES

PAGES, CATALOG, RESOURCES = 1, 2, 5
"""The numbers of objects in every file."""
BLEED_BOX_MARGIN = 10
"""The bleed box is at most so many points larger than the trim box, as the engine has it."""

_logger = logging.getLogger("weasyprint")


@dataclass
class BoundPage:
    """A page of a book: the page of a part, if it is not blank, with the background and margin boxes of an empty one."""

    margins: PageImage
    image: PageImage | None

    @property
    def width(self) -> float:
        """In CSS pixels."""
        return self.margins.width

    @property
    def height(self) -> float:
        """In CSS pixels."""
        return self.margins.height

    @property
    def anchors(self) -> Mapping[str, Box]:
        """The rectangle of each element that has an id."""
        return self.image.anchors if self.image else {}

    @property
    def bookmarks(self) -> list[tuple[int, str, tuple[float, float], str]]:
        """As the engine has them."""
        return [(one.level, one.label, one.place, one.state) for one in self.image.bookmarks] if self.image else []

    @property
    def content(self) -> bytes:
        """Its compressed content stream."""
        flip = compress_segment(b"1 0 0 -1 0 %b cm\n" % pydyf._to_bytes(self.height * POINTS_PER_PIXEL))
        return join_segments((flip, self.margins.background, *(self.image.content if self.image else ()), *self.margins.content))


@dataclass
class BookWriter:
    """The file of a book under construction."""

    pages: Sequence[BoundPage]
    fixed: pydyf.PDF
    """The document-level objects, from the engine."""
    bookmarks: Sequence[Any] = ()
    """The outline, as a tree of the engine."""
    tagged: bool = True
    """False for a file that is only viewed: without structure, links or outline."""
    file: PdfFile = field(default_factory=PdfFile)
    page_numbers: dict[int, int] = field(default_factory=dict)
    """The object of each page."""
    margin_resources: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    """The resources of backgrounds and margin boxes by kind and name, which all pages share."""
    _root: int = 0
    """The object of the structure tree root, and of its topmost element."""
    _document: int = 0
    _streams: dict[bytes, int] = field(default_factory=dict)
    """The objects of streams of resources, by their digests: parts may show the same picture."""
    _page_parents: dict[int, bytes] = field(default_factory=dict)
    """The elements of the marked content of each page, by the index of the page."""
    _link_parents: list[bytes] = field(default_factory=list)
    """The elements of links; empty for links outside the structure."""
    _top: list[bytes] = field(default_factory=list)
    """References of the topmost structure elements."""
    _main: list[tuple[int, int, list[bytes]]] = field(default_factory=list)
    """The elements of the main text: their number, the first page of each and the references of its children."""
    _notes: list[int] = field(default_factory=list)

    def write(self, parts: Sequence[tuple[LaidOutPart, Sequence[int]]], margins: LaidOutPart, cache: PartCache, report: Report) -> bytes:
        """The whole file. Each part comes with the indexes of its pages that are not blank; pages of no part are blank."""
        file = self.file
        file.reserve(len(self.fixed.objects) - 1)
        used = collect_fonts(chain.from_iterable(part.fonts for part, _ in (*parts, (margins, ()))))
        fonts = write_fonts(file, used, cache, report)
        if self.tagged:
            self._root, self._document = file.reserve(), file.reserve()
        known = {name for page in self.pages for name in page.anchors}
        self.margin_resources = self._write_resources(margins)
        for part, places in parts:
            self._write_part(part, places, known)
        self._write_blank_pages()
        if self.tagged:
            self._write_structure()
            self._write_destinations()
            self._write_outline()
        return self._finish(fonts)

    # Pages ---------------------------------------------------------------------------------------------------

    def _write_part(self, part: LaidOutPart, places: Sequence[int], known: set[str]) -> None:
        first, count = self.file.reserve(part.object_count if self.tagged else 2 * len(places)), len(places)
        resources = self._number_resources(part)
        first_element = first + part.object_count - part.element_count
        annotation = first + 2 * count
        for number, place in enumerate(places):
            page = self.pages[place]
            links = page.image.links if page.image and self.tagged else ()
            self._write_page(place, first + number, first + count + number, resources, range(annotation, annotation + len(links)))
            if page.image and self.tagged:
                owners = [b"%d 0 R" % (first_element + owner) if owner >= 0 else b"null" for owner in page.image.owners]
                self._page_parents[place] = b"[%b]" % b" ".join(owners)
            for link in links:
                self._write_link(link, annotation, page.height, known)
                self._link_parents.append(b"%d 0 R" % (first_element + link.owner) if link.owner >= 0 else b"")
                annotation += 1
        if self.tagged:
            for figure in part.figures:
                self.file.write(annotation, b"<</O /Layout/BBox %b>>" % _array(figure.bounds))
                annotation += 1
            self._write_elements(part, first, first_element)

    def _write_page(self, place: int, number: int, content: int, resources: int = RESOURCES, links: Sequence[int] = ()) -> None:
        """Write a page as an object of a number, and its content stream."""
        page = self.pages[place]
        self.page_numbers[place] = number
        data = page.content
        self.file.write_stream(content, b"/Filter /FlateDecode/Length %d" % len(data), data)
        tags = b"/Tabs /S" * self.tagged + (b"/StructParents %d" % place if self.tagged and page.image else b"")
        annotations = b" ".join([b"%d 0 R" % link for link in links])
        self.file.write(
            number,
            b"<</Type /Page/Parent %d 0 R/MediaBox %b/TrimBox %b/BleedBox %b/Contents %d 0 R/Resources %d 0 R%b%b>>"
            % (
                PAGES,
                *_page_boxes(page.margins),
                content,
                resources,
                tags,
                b"/Annots [%b]" % annotations if links else b"",
            ),
        )

    def _write_blank_pages(self) -> None:
        for place in range(len(self.pages)):
            if place not in self.page_numbers:
                self._write_page(place, self.file.reserve(), self.file.reserve())

    def _write_link(self, link: PageLink, number: int, height: float, known: set[str]) -> None:
        left, top, right, bottom = (edge * POINTS_PER_PIXEL for edge in link.rectangle)
        height *= POINTS_PER_PIXEL
        target = pydyf.String(link.target).data
        if link.type == "external":
            action = b"/A <</Type /Action/S /URI/URI %b>>" % target
        elif link.target in known:
            action = b"/Dest %b" % target
        else:
            action = b""
            _logger.error("No anchor #%s for internal URI reference", link.target)
        fields = (_array((left, height - top, right, height - bottom)), pydyf.String(link.words).data, action)
        parent = b"/StructParent %d" % (len(self.pages) + len(self._link_parents)) if link.owner >= 0 else b""
        self.file.write(number, b"<</Type /Annot/Subtype /Link/Rect %b/BS <</W 0>>/Contents %b%b/F 4%b>>" % (*fields, parent))

    # Resources -----------------------------------------------------------------------------------------------

    def _number_resources(self, part: LaidOutPart) -> int:
        """The resource dictionary of a part's pages."""
        own = self._write_resources(part)
        if not any(own.values()):
            return RESOURCES
        return self.file.add(b"<<%b/ColorSpace %b/Font %b>>" % (self._serialize_resources(own), COLOR_SPACES, FONTS))

    def _write_resources(self, part: LaidOutPart) -> dict[str, dict[str, bytes]]:
        """Write the streams of a part's resources, each only once; returns the entries of its resource dictionary by kind and name."""
        numbers: list[int] = []
        for stream in part.streams:
            head = fill(stream.head, numbers)[2:-2]
            key = hashlib.blake2b(head + b"\0" + stream.data).digest()
            if key not in self._streams:
                self._streams[key] = self.file.add_stream(head, stream.data)
            numbers.append(self._streams[key])
        return {kind: {name: fill(entry, numbers) for name, entry in entries.items()} for kind, entries in part.resources.items()}

    def _serialize_resources(self, own: Mapping[str, Mapping[str, bytes]]) -> bytes:
        """Entries of a resource dictionary, with those of all pages."""
        found = {kind: {**self.margin_resources.get(kind, {}), **own.get(kind, {})} for kind in RESOURCE_KINDS}
        texts = {kind: b"".join(b"/%b %b" % (name.encode(), entry) for name, entry in entries.items()) for kind, entries in found.items()}
        return b"".join(b"/%b <<%b>>" % (kind.encode(), text) for kind, text in texts.items() if text)

    # Structure -----------------------------------------------------------------------------------------------

    def _write_elements(self, part: LaidOutPart, first: int, first_element: int) -> None:
        if MAIN_PLACE in part.top and not (self._is_in_main and part.top[0] == MAIN_PLACE):
            self._main.append((self.file.reserve(), first, []))
        outside = {ROOT: self._document, MAIN: self._main[-1][0] if self._main else self._document}
        filled = _fill_relative(part.elements, first, outside)
        for number, text in enumerate(filled.split(b"\0") if part.element_count else (), first_element):
            self.file.write(number, text)
        if self._main:
            self._main[-1][2].extend(b"%d 0 R" % (first_element + number) for number in part.main)
        top = [b"%d 0 R" % (self._main[-1][0] if number == MAIN_PLACE else first_element + number) for number in part.top]
        self._top += top[1:] if top[:1] == self._top[-1:] else top
        self._notes += [first_element + number for number in part.notes]

    @property
    def _is_in_main(self) -> bool:
        """True if the last topmost element is the main text."""
        return bool(self._main) and self._top[-1:] == [b"%d 0 R" % self._main[-1][0]]

    def _write_structure(self) -> None:
        """Write the topmost elements and the structure tree root (ISO 32000-1 §14.7)."""
        file, catalog, element = self.file, self.fixed.catalog, b"<</Type /StructElem/S /%b/P %d 0 R/Pg %d 0 R/K [%b]>>"
        for number, page, kids in self._main:
            file.write(number, element % (b"Part", self._document, page, b" ".join(kids)))
        file.write(self._document, element % (b"Document", self._root, self.page_numbers[0], b" ".join(self._top)))
        owners = [*sorted(self._page_parents.items()), *enumerate(self._link_parents, len(self.pages))]
        parents = file.add(b"<</Nums [%b]>>" % b" ".join([b"%d %b" % owner for owner in owners if owner[1]]))
        names = sorted((b"(note-%d)" % number, b"%d 0 R" % number) for number in self._notes)
        notes = b"/IDTree %d 0 R" % file.add(b"<</Names [%b]>>" % b" ".join(chain.from_iterable(names))) if names else b""
        roles = pydyf.Dictionary({kind: f"/{role}" for kind, role in ROLES.items()}).data
        file.write(
            self._root,
            b"<</Type /StructTreeRoot/RoleMap %b/K [%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d%b>>"
            % (roles, self._document, parents, len(self.pages) + len(self._link_parents), notes),
        )
        catalog["StructTreeRoot"] = b"%d 0 R" % self._root
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    # The whole document --------------------------------------------------------------------------------------

    def _write_destinations(self) -> None:
        """Write the named destinations, of which each is the first element that has the name."""
        found: dict[str, bytes] = {}
        for place, page in enumerate(self.pages):
            for name, (left, top, *_) in page.anchors.items():
                if name not in found:
                    x, y = left * POINTS_PER_PIXEL, (page.height - top) * POINTS_PER_PIXEL
                    found[name] = b"[%d 0 R /XYZ %b %b 0]" % (self.page_numbers[place], pydyf._to_bytes(x), pydyf._to_bytes(y))
        if found:
            pairs = (b"%b %b" % (pydyf.String(name).data, found[name]) for name in sorted(found))
            self.fixed.catalog["Names"] = pydyf.Dictionary({"Dests": b"%d 0 R" % self.file.add(b"<</Names [%b]>>" % b" ".join(pairs))})

    def _write_outline(self) -> None:
        """Write the outline (ISO 32000-1 §12.3.3)."""
        if self.bookmarks:
            number = self.file.reserve()
            first, last, count = self._write_outline_items(self.bookmarks, number)
            self.file.write(number, b"<</Count %d/First %d 0 R/Last %d 0 R>>" % (count, first, last))
            self.fixed.catalog["Outlines"] = b"%d 0 R" % number

    def _write_outline_items(self, items: Sequence[Any], parent: int) -> tuple[int, int, int]:
        """Write items and their descendants; returns the numbers of the first and the last, and how many are visible."""
        first, shown = self.file.reserve(len(items)), len(items)
        for number, (title, (page, x, y), children, state) in enumerate(items, first):
            place = b"%d 0 R /XYZ %b %b 0" % (self.page_numbers[page], pydyf._to_bytes(x), pydyf._to_bytes(y))
            more, count = [], 0
            if number > first:
                more.append(b"/Prev %d 0 R" % (number - 1))
            if number < first + len(items) - 1:
                more.append(b"/Next %d 0 R" % (number + 1))
            if children:
                begin, end, count = self._write_outline_items(children, number)
                more.append(b"/First %d 0 R/Last %d 0 R" % (begin, end))
            shown += 0 if state == "closed" else count
            fields = (pydyf.String(title).data, place, -count if state == "closed" else count, parent, b"".join(more))
            self.file.write(number, b"<</Title %b/Dest [%b]/Count %d/Parent %d 0 R%b>>" % fields)
        return first, first + len(items) - 1, shown

    def _finish(self, fonts: Mapping[str, int]) -> bytes:
        """Write the document-level objects; returns the file."""
        resources, pages = self.fixed.objects[RESOURCES], self.fixed.pages
        if (resources["ColorSpace"], resources["Font"]) != (COLOR_SPACES, FONTS):
            raise RuntimeError("the parts refer to color spaces and fonts that the engine numbers otherwise")
        for kind, entries in self.margin_resources.items():
            resources[kind] = b"<<%b>>" % b"".join(b"/%b %b" % (name.encode(), entry) for name, entry in entries.items())
        self.fixed.objects[int(FONTS.split()[0])].update({name: b"%d 0 R" % number for name, number in fonts.items()})
        numbers = [self.page_numbers[place] for place in range(len(self.pages)) if place in self.page_numbers]
        pages["Kids"], pages["Count"] = b"[%b]" % b" ".join(b"%d 0 R" % number for number in numbers), len(numbers)
        for number, thing in enumerate(self.fixed.objects[1:], 1):
            if isinstance(thing, pydyf.Stream):
                entries, data = serialize_parts(thing)
                self.file.write_stream(number, entries.data[2:-2], data)
            else:
                self.file.write(number, thing.data)
        return self.file.finish(CATALOG, self.file.add(self.fixed.info.data))


def _fill_relative(template: Template, first: int, outside: Mapping[int, int]) -> bytes:
    """A template with numbers relative to `first`."""
    return template.text % tuple([first + number if number >= 0 else outside[number] for number in template.numbers])


def _page_boxes(page: PageImage) -> tuple[bytes, bytes, bytes]:
    """The media, trim and bleed box of a page, as the engine computes them."""
    left, top, right, bottom = (edge * POINTS_PER_PIXEL for edge in page.bleed)
    width, height = page.width * POINTS_PER_PIXEL, page.height * POINTS_PER_PIXEL
    media = (-left, -top, width + right, height + bottom)
    trim = (0.0, 0.0, width, height)
    margin = [min(BLEED_BOX_MARGIN, edge) for edge in (left, top, right, bottom)]
    bleed = (-margin[0], -margin[1], width + margin[2], height + margin[3])
    return _array(media), _array(trim), _array(bleed)


def _array(numbers: Sequence[float]) -> bytes:
    return b"[%b]" % b" ".join([pydyf._to_bytes(number) for number in numbers])
