"""The structure of a document of an EPUB as far as it can be divided: where it may be cut, its ids, and its notes.

It may be cut where a block follows another one, and every element around it may go on in another file. A block never begins a
file alone that a heading or the mark of a printed page stands before. All positions are those of bytes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

CONTINUED = frozenset({"section", "opening", "point", "answers", "only", "event", "case"})
"""The first classes of elements that may go on in another file: they have neither border nor ground."""
KEPT_ATTRIBUTES = ("class", "lang", "xml:lang")
"""What is written again where such an element goes on; its id and its role are those of its first part."""
HEADING = re.compile("h[1-6]")
NOTES = "notes"
"""The class of the section with the notes."""
CALL_SUFFIX = "-ref"
"""What follows the id of a note in that of its call."""


class Cut(NamedTuple):
    """A place at which a document may be cut."""

    at: int
    opened: tuple[str, ...] = ()
    """The start tags of the elements around it, as they are written again."""
    tags: tuple[str, ...] = ()
    """The names of these elements."""


class Place(NamedTuple):
    """Where the element with an id begins."""

    id: str
    at: int


@dataclass
class DocumentStructure:
    """Where the parts of a document are."""

    body: int = 0
    """Where its content begins."""
    text_end: int = 0
    """Where its notes begin, or its content ends."""
    notes_end: int = 0
    body_end: int = 0
    notes_tag: str = ""
    """The start tag of the section with the notes."""
    cuts: list[Cut] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    notes: list[Place] = field(default_factory=list)


@dataclass
class _Element:
    """An element that is not closed yet."""

    tag: str
    attributes: Mapping[str, str]
    allows_cut: bool = False
    """Whether it may be cut behind the child that was closed last."""

    @property
    def words(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    @property
    def may_continue(self) -> bool:
        return not CONTINUED.isdisjoint(self.words[:1])

    def write_again(self) -> str:
        """Its start tag in another file."""
        return write_tag(self.tag, {key: self.attributes[key] for key in KEPT_ATTRIBUTES if key in self.attributes})


class _Scanner:
    """The handlers of a parser that find the structure of a document."""

    def __init__(self) -> None:
        self.found = DocumentStructure()
        self.opened: list[_Element] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end

    @property
    def is_in_body(self) -> bool:
        return len(self.opened) >= 2 and self.opened[1].tag == "body"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where an element begins, and whether the document may be cut before it."""
        at, element, found = self.parser.CurrentByteIndex, _Element(tag, attributes), self.found
        around = self.opened[2:]  # without html and body
        if self.is_in_body and not around and not found.body:
            found.body = at
        if tag == "section" and self.is_in_body and not around and element.words == [NOTES]:
            found.text_end, found.notes_tag = at, write_tag(tag, attributes)
        elif tag == "aside" and self.opened and self.opened[-1].words == [NOTES]:
            found.notes.append(Place(attributes.get("id", ""), at))
        elif self.is_in_body and self.opened[-1].allows_cut and all(one.may_continue for one in around):
            found.cuts.append(Cut(at, tuple(one.write_again() for one in around), tuple(one.tag for one in around)))
        if "id" in attributes:
            found.places.append(Place(attributes["id"], at))
        self.opened.append(element)

    def end(self, tag: str) -> None:
        """Note where an element ends, and whether its parent may be cut behind it."""
        closed, at, found = self.opened.pop(), self.parser.CurrentByteIndex, self.found
        if self.opened:
            self.opened[-1].allows_cut = not HEADING.fullmatch(tag) and closed.attributes.get("epub:type") != "pagebreak"
        if tag == "body":
            found.body_end, found.text_end = at, found.text_end or at
        elif tag == "section" and closed.words == [NOTES]:
            found.notes_end = at


def scan_document(data: bytes) -> DocumentStructure:
    """The structure of a document. Raises expat.ExpatError for markup that is not well-formed."""
    scanner = _Scanner()
    scanner.parser.Parse(data, True)  # noqa: FBT003 - it has no name
    return scanner.found


def write_tag(tag: str, attributes: Mapping[str, str]) -> str:
    """A start tag."""
    return f"<{tag}{''.join(f' {name}={quoteattr(value)}' for name, value in attributes.items())}>"
