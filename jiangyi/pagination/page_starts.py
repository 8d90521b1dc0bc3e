"""Where each printed page begins: the block, and how many of its characters stand before, from the laid-out boxes.

Places are told by what print and EPUB share, so that one can find what the other means: the id of a block, and a count of
the characters that are its own. Counted is what is not white space; a picture or a formula counts as one character.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from jiangyi.pagination.printed_folios import folios

PICTURE = "\ufffc"
"""What stands for a picture or a formula."""
PICTURES = {"img", "math", "svg"}
SILENT = {"rt", "rp", "script", "style", "head", "nav"}
"""Elements whose text is not counted: readings stand above the words, and contents are made anew by each reader."""
APART = {
    "cover",
    "contents",
    "indexes",
    "title-leaf",
    "colophon",
    "back-cover",
    "footnote",
    "inline-address",  # print alone has them
    "notes",
    "noteref",  # the EPUB has them elsewhere, or as links
    "unseen",
    "nr",
    "blank-number",
    "grid",
    "written",
    "to-key",
    "part",
    "key-pages",  # room that print alone has, and how each leads to the key
    "kicker",
    "subtitle",
    "subject",
    "byline",  # both have them, each in its own arrangement
}
"""Classes of elements that are not counted."""
SPACE = re.compile(r"\s+")
GENERATED = re.compile(r"::(?!first-)")
"""Boxes of what the stylesheet adds to the words."""


@dataclass(frozen=True)
class PageStart:
    """Where a printed page begins: its folio as printed, a block's id, and how many characters of it stand before."""

    label: str
    id: str
    at: int


@dataclass(frozen=True)
class Pagination:
    """The pages of a printed document, in order; those without a folio, and those that nothing of the text follows, are not told."""

    starts: tuple[PageStart, ...]
    checksums: Mapping[str, int]
    """A checksum of the counted characters of each block, by which another target knows whether it has the same."""
    pages: int
    """All pages of the document."""
    source: str = ""
    """What was printed: the title, edition and paper."""
    folios: Mapping[str, str] = field(default_factory=dict)
    """The printed page of each place that another file tells the page of, by its id."""


UNKNOWN = Pagination((), {}, 0)
"""Where nothing was laid out."""


def plain(pagination: Pagination) -> dict[str, Any]:
    """The pagination as JSON data."""
    return asdict(pagination)


def restored(data: Mapping[str, Any]) -> Pagination:
    """The pagination out of JSON data. Raises KeyError or TypeError where it is none."""
    return Pagination(
        tuple(PageStart(**start) for start in data["starts"]), data["checksums"], data["pages"], data["source"], data["folios"]
    )


@dataclass(frozen=True)
class Run:
    """A piece of counted text: the text, or the tail, of an element."""

    id: str
    """The block that it belongs to: the nearest element with an id."""
    start: int
    """How many characters of the block stand before."""
    element: Any
    is_tail: bool
    characters: str
    """The characters that count."""
    parent: Any
    """The element that the text stands in; for a picture the picture itself."""


def runs(root: Any) -> Iterator[Run]:
    """The counted text of a tree of ElementTree or lxml, in reading order; text outside any id is left out."""
    counts: dict[str, int] = {}

    def run(key: str, element: Any, is_tail: bool, text: str, parent: Any) -> Iterator[Run]:  # noqa: FBT001
        if key and (characters := SPACE.sub("", text)):
            yield Run(key, counts.get(key, 0), element, is_tail, characters, parent)
            counts[key] = counts.get(key, 0) + len(characters)

    def visit(element: Any, key: str) -> Iterator[Run]:
        tag = _local(element)
        if tag in PICTURES:
            yield from run(element.get("id") or key, element, False, PICTURE, element)  # noqa: FBT003
        elif counted(element):
            own = element.get("id") or key
            yield from run(own, element, False, element.text or "", element)  # noqa: FBT003
            for child in element:
                yield from visit(child, own)
                yield from run(own, child, True, child.tail or "", element)  # noqa: FBT003

    yield from visit(root, "")


def counted(element: Any) -> bool:
    """Whether the text in an element counts."""
    return _local(element) not in SILENT and not APART.intersection((element.get("class") or "").split())


def _local(element: Any) -> str:
    """The name of an element without its namespace; nothing for comments."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else "script"


def checksums(found: list[Run]) -> dict[str, int]:
    """A checksum of the counted characters of each block."""
    sums: dict[str, int] = {}
    add_to_checksums(sums, ((run.id, run.characters) for run in found))
    return sums


def add_to_checksums(sums: dict[str, int], pieces: Iterable[tuple[str, str]]) -> None:
    """Go on with the checksums of blocks, by counted characters of theirs."""
    for key, characters in pieces:
        sums[key] = zlib.crc32(characters.encode(), sums.get(key, 0))


@dataclass(frozen=True)
class Readout:
    """What the pages of a laid-out document, or of a part of one, hold of the text."""

    places: tuple[tuple[str, int] | None, ...]
    """For each page the block and character that it begins with; None where it holds nothing of the text."""
    checksums: Mapping[str, int]


def paginate(document: Any, root: Any) -> Pagination:
    """The pagination of a WeasyPrint Document that was laid out from the tree `root`."""
    return paginated(labels(document), readout(document, root))


def readout(document: Any, root: Any) -> Readout:
    """The text on each page of a WeasyPrint Document that was laid out from the tree `root`.

    WeasyPrint tells on which pages an anchor stands, but not where in a block a page begins; so its boxes are read, by
    their one private name `_page_box`.
    """
    found = list(runs(root))
    reading = _Reading(found)
    return Readout(tuple(reading.first_of(page._page_box) for page in document.pages), checksums(found))


def labels(document: Any) -> list[str]:
    """The folio of each page of a laid-out document as printed; nothing where none is printed."""
    return [folio.label if folio else "" for folio in folios(document)]


def paginated(folios: Iterable[str], read: Readout) -> Pagination:
    """The pagination of pages with their folios. A page that holds nothing of the text begins where the next one does."""
    starts: list[PageStart] = []
    waiting: list[str] = []
    for label, place in zip(folios, read.places, strict=True):
        waiting += [label] if label else []
        if place:
            starts += [PageStart(one, *place) for one in waiting]
            waiting = []
    return Pagination(tuple(starts), read.checksums, len(read.places))


class _Reading:
    """How far each element's own text was printed on the pages that were read."""

    def __init__(self, found: list[Run]) -> None:
        self.pieces: dict[Any, list[Run]] = {}
        for run in found:
            self.pieces.setdefault(run.parent, []).append(run)
        self.texts = {element: "".join(run.characters for run in pieces) for element, pieces in self.pieces.items()}
        self.printed = dict.fromkeys(self.pieces, 0)

    def first_of(self, page: Any) -> tuple[str, int] | None:
        """The place of the first character on a page that was on none before; None where there is none."""
        places = [place for box in _boxes(page) if (place := self._read(box)) is not None]
        return places[0] if places else None

    def _read(self, box: Any) -> tuple[str, int] | None:
        """The place where a box's text begins; None for what was printed before, as a repeated header, or is not counted."""
        text = SPACE.sub("", box.text) if hasattr(box, "text") else PICTURE
        whole, done = self.texts.get(box.element, ""), self.printed.get(box.element, 0)
        if not text or done >= len(whole):
            return None
        start, end = _find(whole, text, done)
        self.printed[box.element] = end
        return self._place(box.element, start)

    def _place(self, element: Any, position: int) -> tuple[str, int]:
        for run in self.pieces[element]:
            if position < len(run.characters):
                return run.id, run.start + position
            position -= len(run.characters)
        raise AssertionError(element)


def _find(whole: str, text: str, done: int) -> tuple[int, int]:
    """Where in an element's text the text of a line lies, from what is done on.

    A hyphen at the end of the line may be the engine's; letters may be transformed; what is hidden is passed over.
    """
    for part in (text, text[:-1]):
        if part and whole.startswith(part, done):
            return done, done + len(part)
    found = whole.find(text, done)
    start = done if found < 0 else found
    return start, min(len(whole), start + len(text))


def _boxes(box: Any) -> Iterator[Any]:
    """The boxes of words and pictures of a page, without margins, footnotes and what the stylesheet adds."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.MarginBox | boxes.FootnoteAreaBox) or GENERATED.search(box.element_tag or ""):
        return
    if hasattr(box, "text") or (isinstance(box, boxes.ReplacedBox) and box.element is not None):
        yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)
