"""Where each printed page begins: the block, and how many of its characters precede it.

A place is given by what print and EPUB have in common: the id of a block, and a count of its own characters. White space is not
counted; a picture or a formula counts as one character. Everything here works on plain data and element trees; the texts of the boxes
of a page come from `engine.page_boxes`.

A place is never one in the markup, because print and EPUB share ids and words, but not tags. Both are counted by one function,
and a checksum of each block is compared before a mark is set; a difference is an error. So a book is one job: it is laid out
for print first, from the cache if possible, and the EPUB is rendered with the resulting pagination.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import msgspec

OBJECT = "\ufffc"
"""The placeholder of a picture or a formula."""
GRAPHICS = {"img", "math", "svg"}
FORMULA_TEXT = "formula-text"
"""The class of a formula that is text in an EPUB."""
UNCOUNTED_TAGS = {"rt", "rp", "script", "style", "head", "nav", "summary"}
"""Elements whose text is not counted: ruby text is above the words, each reader makes its own contents, and only a page on the web folds
answers."""
UNCOUNTED_CLASSES = {
    # only in print
    "cover",
    "contents",
    "indexes",
    "title-leaf",
    "colophon",
    "back-cover",
    "footnote",
    "long-note",
    "inline-address",
    # in the EPUB elsewhere, or as links
    "notes",
    "noteref",
    # answer space, which only print has, and what leads from it to the key
    "unseen",
    "nr",
    "blank-number",
    "low-line",
    "cells",
    "cell",
    "score-strip",
    "written",
    "to-key",
    "part",
    "key-pages",
    "item-label",
    # further parts of a formula, which is one in an EPUB
    "continued",
    # what stands for a formula where a reading system has no MathML
    "linear",
    # in both, but arranged differently
    "kicker",
    "subtitle",
    "subject",
    "byline",
}
"""Classes of elements whose text is not counted."""
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class PageStart:
    """Where a printed page begins."""

    label: str
    """The folio as printed."""
    id: str
    """Of a block."""
    at: int
    """How many characters of the block precede the page."""


@dataclass(frozen=True)
class Pagination:
    """The pages of a printed document.

    `starts` has no page without a folio, and no page after the end of the text.
    """

    starts: tuple[PageStart, ...]
    checksums: Mapping[str, int]
    """CRC-32 of the counted characters of each block, by id: another target compares it with its own text."""
    pages: int
    """The number of all pages of the document."""
    source: str = ""
    """What was printed: the title, edition and paper."""
    folios: Mapping[str, str] = field(default_factory=dict)
    """The printed page of each place that another file refers to, by id."""


UNKNOWN_PAGINATION = Pagination((), {}, 0)
"""For a document that was not laid out."""


def pagination_to_json(pagination: Pagination) -> bytes:
    """A pagination as JSON."""
    return msgspec.json.encode(pagination)


def pagination_from_json(data: bytes) -> Pagination:
    """The pagination in JSON. Raises MsgspecError where it is none."""
    return msgspec.json.decode(data, type=Pagination)


@dataclass(frozen=True)
class TextRun:
    """The counted part of one text node: the text or the tail of an element."""

    id: str
    """The block that it belongs to: the nearest ancestor with an id."""
    start: int
    """The number of characters of the block before it."""
    element: Any
    is_tail: bool
    characters: str
    """The counted characters."""
    parent: Any
    """The element that the text is in; for a picture the picture itself."""


def iter_runs(root: Any) -> Iterator[TextRun]:
    """The counted text of a tree of ElementTree or lxml, in reading order; text outside any element with an id is left out."""
    counts: dict[str, int] = {}

    def run(key: str, element: Any, is_tail: bool, text: str, parent: Any) -> Iterator[TextRun]:  # noqa: FBT001
        if key and (characters := SPACE.sub("", text)):
            yield TextRun(key, counts.get(key, 0), element, is_tail, characters, parent)
            counts[key] = counts.get(key, 0) + len(characters)

    def visit(element: Any, key: str) -> Iterator[TextRun]:
        tag = get_local_name(element)
        if not is_counted(element):
            return
        if tag in GRAPHICS or element.get("class") == FORMULA_TEXT:
            yield from run(element.get("id") or key, element, False, OBJECT, element)  # noqa: FBT003
        else:
            own = element.get("id") or key
            yield from run(own, element, False, element.text or "", element)  # noqa: FBT003
            for child in element:
                yield from visit(child, own)
                yield from run(own, child, True, child.tail or "", element)  # noqa: FBT003

    yield from visit(root, "")


def is_counted(element: Any) -> bool:
    """True if the text in an element counts."""
    return get_local_name(element) not in UNCOUNTED_TAGS and not UNCOUNTED_CLASSES.intersection((element.get("class") or "").split())


def get_local_name(element: Any) -> str:
    """The name of an element without its namespace; an uncounted one for comments."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else "script"


def compute_checksums(found: list[TextRun]) -> dict[str, int]:
    """The checksum of the counted characters of each block, by id."""
    sums: dict[str, int] = {}
    update_checksums(sums, ((run.id, run.characters) for run in found))
    return sums


def update_checksums(sums: dict[str, int], pieces: Iterable[tuple[str, str]]) -> None:
    """Continue the checksums of blocks with further characters of theirs, given as (id, characters)."""
    for key, characters in pieces:
        sums[key] = zlib.crc32(characters.encode(), sums.get(key, 0))


@dataclass(frozen=True)
class PagePlaces:
    """Where the pages of a laid-out document, or of a part of one, begin in its text."""

    places: tuple[tuple[str, int] | None, ...]
    """For each page the block and character that it begins with; None where it has no counted text."""
    checksums: Mapping[str, int]


BoxText = tuple[Any, str]
"""The text of a box of words, or `OBJECT`, with the element that the box belongs to."""


def locate_pages(pages: Iterable[Iterable[BoxText]], root: Any) -> PagePlaces:
    """Where each page begins; `pages` are the texts of the boxes of each page, in reading order, laid out from the tree `root`."""
    found = list(iter_runs(root))
    reader = _PageReader(found)
    return PagePlaces(tuple(reader.locate(page) for page in pages), compute_checksums(found))


def build_pagination(labels: Iterable[str], places: PagePlaces) -> Pagination:
    """The pagination of pages with these folios, empty where none is printed. A page without text begins where the next one does."""
    starts: list[PageStart] = []
    waiting: list[str] = []
    for label, place in zip(labels, places.places, strict=True):
        waiting += [label] if label else []
        if place:
            starts += [PageStart(one, *place) for one in waiting]
            waiting = []
    return Pagination(tuple(starts), places.checksums, len(places.places))


class _PageReader:
    """Follows how far the own text of each element was printed on the pages read so far."""

    def __init__(self, found: list[TextRun]) -> None:
        self.runs: dict[Any, list[TextRun]] = {}
        for run in found:
            self.runs.setdefault(run.parent, []).append(run)
        self.texts = {element: "".join(run.characters for run in runs) for element, runs in self.runs.items()}
        self.ends = {element: [*accumulate(len(run.characters) for run in runs)] for element, runs in self.runs.items()}
        self.printed = dict.fromkeys(self.runs, 0)

    def locate(self, page: Iterable[BoxText]) -> tuple[str, int] | None:
        """The place of the first character on a page that was on none before; None where there is none."""
        starts = [(element, start) for element, text in page if (start := self._read(element, SPACE.sub("", text))) is not None]
        return self._place(*starts[0]) if starts else None

    def _read(self, element: Any, text: str) -> int | None:
        """Where a box's text begins in that of its element; None for text not counted or printed before, as a repeated table header."""
        whole, done = self.texts.get(element, ""), self.printed.get(element, 0)
        if not text or done >= len(whole):
            return None
        start, end = _find(whole, text, done)
        self.printed[element] = end
        return start

    def _place(self, element: Any, position: int) -> tuple[str, int]:
        ends = self.ends[element]
        number = bisect_right(ends, position)
        run = self.runs[element][number]
        return run.id, run.start + position - (ends[number - 1] if number else 0)


def _find(whole: str, text: str, done: int) -> tuple[int, int]:
    """Where the text of a line begins and ends in the text of its element, of which the first `done` characters were printed.

    A hyphen at the end of the line may come from hyphenation, letters may be transformed, and hidden text is skipped.
    """
    for part in (text, text[:-1]):
        if part and whole.startswith(part, done):
            return done, done + len(part)
    found = whole.find(text, done)
    start = done if found < 0 else found
    return start, min(len(whole), start + len(text))
