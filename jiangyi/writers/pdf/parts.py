"""A part of a book as plain data, nearly as it is written: compressed content streams, structure elements, links and resources.

They are extracted from the engine's boxes once (`extraction.py`); the boxes are then dropped. Of the pages before it a part depends only
on the side that it begins on, so it stays valid when another part changes. What depends on the rest of the book is left open: objects
refer to each other by numbers relative to the first object of the part, glyphs have their numbers in the whole font, and folios and
running heads come from other pages.

A stored part is decoded into the declared shapes and nothing else; it is then checked that what it refers to exists. Anything else is
no part, and is laid out again.
"""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

import msgspec

MAX_LENGTH = 10_000_000
POINTS_PER_PIXEL = 0.75
"""Points in a CSS pixel."""
COLOR_SPACES, FONTS = b"4 0 R", b"6 0 R"
"""The objects of a file that parts refer to by their final numbers: the color spaces and the fonts."""
ROOT, MAIN = -1, -2
"""Numbers for objects outside a part: the topmost structure element of the book, and the one that contains the main text of all parts."""
MAIN_PLACE = -1
"""The place of the main text among the topmost elements of a part."""
GLYPH = "H"
WIDTH = "i"
"""How glyph ids and widths are packed, as type codes of `array`."""

Length = Annotated[float, msgspec.Meta(ge=-MAX_LENGTH, le=MAX_LENGTH)]
Index = Annotated[int, msgspec.Meta(ge=0, le=MAX_LENGTH)]
Checksum = Annotated[int, msgspec.Meta(ge=0, lt=1 << 32)]
Number = Annotated[int, msgspec.Meta(ge=MAIN, le=MAX_LENGTH)]
Box = tuple[Length, Length, Length, Length]
Side = Literal["left", "right"]
Kind = Literal["ExtGState", "XObject", "Pattern", "Shading"]
RESOURCE_KINDS: tuple[Kind, ...] = ("ExtGState", "XObject", "Pattern", "Shading")
"""Kinds of named resources of content streams (ISO 32000-1 §7.8.3), without fonts."""


class Shape(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The base of all shapes: stored as an array of the declared fields."""


class Segment(Shape, frozen=True):
    """A compressed piece of a content stream."""

    data: bytes
    checksum: Checksum
    """Adler-32 of the piece before compression."""
    length: Index
    """Bytes before compression."""

    def __bool__(self) -> bool:
        """True if it draws anything."""
        return bool(self.length)


class Template(Shape, frozen=True):
    """Serialized PDF objects with a place (`%d`) for each number of an object; other percent signs are doubled."""

    text: bytes
    numbers: tuple[Number, ...]
    """What the numbers are relative to is said where the template is used; negative ones are `ROOT` and `MAIN`."""

    @property
    def is_valid(self) -> bool:
        """True if it has as many places as numbers."""
        signs = PERCENT_SIGNS.findall(self.text)
        return signs.count(b"%d") == len(self.numbers) and signs.count(b"%") == 0


PERCENT_SIGNS = re.compile(rb"%[%d]?")


class StreamObject(Shape, frozen=True):
    """A stream that resources refer to."""

    head: Template
    """Its dictionary; the numbers are indexes of other streams of the part."""
    data: bytes
    """As in the file."""


class FontUse(Shape, frozen=True):
    """A font and the glyphs that a part uses of it."""

    name: str
    """Its name in content streams."""
    description: str
    """Its Pango description, by which it is loaded again."""
    ascent: int
    descent: int
    """Thousandths of an em."""
    glyphs: bytes
    """The ids of glyphs in the whole font that have a text, as an array of 16-bit numbers."""
    texts: str
    """The text of each, separated by zero characters."""
    sized_glyphs: bytes
    """The ids of all glyphs that are drawn."""
    widths: bytes
    """Their widths in thousandths of an em, as an array of 32-bit numbers."""
    missing_glyphs: dict[Index, Index]

    def unpack(self) -> tuple[dict[int, str], dict[int, int]]:
        """The text and the width of each glyph, by its id."""
        return (
            dict(zip(array(GLYPH, self.glyphs), self.texts.split("\0"), strict=False)),
            dict(zip(array(GLYPH, self.sized_glyphs), array(WIDTH, self.widths), strict=True)),
        )


class PageLink(Shape, frozen=True):
    """A link on a page."""

    type: Literal["internal", "external"]
    target: str
    rectangle: Box
    """Left, top, right, bottom in CSS pixels from the top left corner of the page."""
    words: str
    """The text of the link."""
    owner: Annotated[int, msgspec.Meta(ge=-1, le=MAX_LENGTH)]
    """Its structure element; -1 if it has none."""


class Bookmark(Shape, frozen=True):
    """An entry of the outline."""

    level: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    label: str
    place: tuple[Length, Length]
    state: str


class PrintedNumber(Shape, frozen=True):
    """A folio."""

    label: str
    style: str


class PageImage(Shape, frozen=True):
    """A drawn page, without its running heads and folio."""

    width: Length
    height: Length
    bleed: Box
    """Left, top, right, bottom; all in CSS pixels."""
    name: str
    """Its page name in the stylesheet (CSS Paged Media 3 §8, `page`)."""
    side: Side
    blank: bool
    strings: dict[str, str]
    """The values that `string()` has in its running heads, by the name of the string."""
    background: Segment
    """Draws the page background and border; empty where they come from another page."""
    content: tuple[Segment, ...]
    """Draws all else. The first operator of the page, which flips the y axis, is in neither."""
    folio: PrintedNumber | None
    anchors: dict[str, Box]
    links: tuple[PageLink, ...]
    bookmarks: tuple[Bookmark, ...]
    text_area: tuple[Length, Length]
    """The left edge and width of its content box, in CSS pixels."""
    owners: tuple[Annotated[int, msgspec.Meta(ge=-1, le=MAX_LENGTH)], ...]
    """The structure element that each marked-content sequence belongs to, by its number on the page; -1 for artifacts."""


class FigureBounds(Shape, frozen=True):
    """The bounding box of a picture or formula in the structure tree."""

    page: Index
    """Among the pages that are not blank."""
    bounds: Box
    """Left, bottom, right, top in points from the lower left corner of the page."""


class LaidOutPart(Shape, frozen=True):
    """The pages of a part, with their resources and structure elements.

    Objects are numbered from the first of the part: the pages that are not blank, their content streams, the annotations of links in
    the order of the pages, the attributes of figures, the structure elements.
    """

    pages: tuple[PageImage, ...]
    resources: dict[Kind, dict[str, Template]]
    """Entries of the resource dictionary by kind and name; the numbers are indexes of `streams`."""
    streams: tuple[StreamObject, ...]
    """Each refers only to those before it."""
    fonts: tuple[FontUse, ...]
    elements: Template
    """The structure elements, separated by zero bytes."""
    element_count: Index
    top: tuple[Annotated[int, msgspec.Meta(ge=MAIN_PLACE, le=MAX_LENGTH)], ...]
    """The topmost structure elements; `MAIN_PLACE` stands for the main text, of which all parts share the element."""
    main: tuple[Index, ...]
    """The structure elements of the main text."""
    notes: tuple[Index, ...]
    """The structure elements of footnotes."""
    figures: tuple[FigureBounds, ...]
    text_places: tuple[tuple[str, int] | None, ...]
    """For each page the block and character that it begins with (`PagePlaces`)."""
    checksums: dict[str, int]
    is_mirrorable: bool
    """True if its pages would be the same on the other side, shifted by the difference of the margins."""

    @property
    def printed_pages(self) -> list[PageImage]:
        """Its pages without the blank ones, which come from the whole book."""
        return [page for page in self.pages if not page.blank]

    @property
    def object_count(self) -> int:
        """How many objects are numbered from its first."""
        printed = self.printed_pages
        return 2 * len(printed) + sum(len(page.links) for page in printed) + len(self.figures) + self.element_count


NO_PAGES = LaidOutPart((), {}, (), (), Template(b"", ()), 0, (), (), (), (), (), {}, False)  # noqa: FBT003 - the fields of an array
"""A part that is not laid out yet."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(LaidOutPart)


def serialize_part(one: LaidOutPart) -> bytes:
    """A part as bytes, for the cache."""
    return _ENCODER.encode(one)


def deserialize_part(data: bytes) -> LaidOutPart:
    """The part that bytes hold. Raises ValueError if they hold anything else."""
    part = _DECODER.decode(data)
    for fault in find_faults(part):
        raise ValueError(fault)
    return part


def find_faults(part: LaidOutPart) -> Iterator[str]:
    """Everything that a part refers to and does not contain."""
    printed, elements = part.printed_pages, range(part.element_count)
    if len(part.text_places) != len(part.pages):
        yield "places of text"
    if not all(segment.length or not segment.data for page in part.pages for segment in (page.background, *page.content)):
        yield "segments"
    if not all(owner < part.element_count for page in part.pages for owner in (*page.owners, *(link.owner for link in page.links))):
        yield "owners"
    if not all(number in elements for number in (*part.main, *part.notes)):
        yield "elements"
    if not all(number < part.element_count for number in part.top) or part.top.count(MAIN_PLACE) > 1:
        yield "topmost elements"
    if not all(figure.page < len(printed) for figure in part.figures):
        yield "figures"
    if part.elements.text.count(b"\0") != max(part.element_count - 1, 0) or not part.elements.is_valid:
        yield "structure"
    if part.elements.numbers and max(part.elements.numbers) >= part.object_count:
        yield "objects"
    for place, stream in enumerate(part.streams):
        if not _refers_to(stream.head, place):
            yield "streams"
    if not all(_refers_to(entry, len(part.streams)) for entries in part.resources.values() for entry in entries.values()):
        yield "resources"
    if not all(map(_is_complete, part.fonts)):
        yield "fonts"


def _refers_to(template: Template, count: int) -> bool:
    """True if a template is valid and refers only to the first `count` things."""
    return template.is_valid and all(0 <= number < count for number in template.numbers)


def _is_complete(font: FontUse) -> bool:
    glyphs = len(font.glyphs) // 2
    counts = len(font.glyphs) % 2 == 0 and len(font.widths) == 2 * len(font.sized_glyphs) and len(font.widths) % 4 == 0
    return counts and font.texts.count("\0") == max(glyphs - 1, 0) and "\0" not in font.description and font.name.isascii()


def fill(template: Template, numbers: Mapping[int, int] | Sequence[int]) -> bytes:
    """A template with numbers looked up."""
    return template.text % tuple([numbers[number] for number in template.numbers])
