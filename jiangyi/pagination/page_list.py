"""The printed page numbers in an EPUB: a mark at the very character where each page begins, and the list of all marks.

EPUB 3.3 structural semantics, DPUB-ARIA 1.1 doc-pagebreak, and DAISY's advice on page navigation: a number stands where its
page begins, inside a word if need be, and outside of links and readings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice, takewhile
from typing import Any

from lxml import etree

from jiangyi.core import MEMO_SIZE, Memo
from jiangyi.pagination.page_starts import PageStart, Pagination, TextRun, iter_runs, update_checksums

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
WHOLE = {f"{XHTML}{tag}" for tag in ("a", "ruby", "rt", "math", "svg", "img", "button")}
"""Elements that no mark stands in."""
FLOW = {f"{XHTML}{tag}" for tag in ("article", "aside", "blockquote", "body", "dd", "div", "figure", "li", "main", "section", "td", "th")}
"""Elements that take a block among their children."""
FIGURE = f"{XHTML}figure"
BODY = f"{XHTML}body"
FRAMES = {f"{XHTML}{tag}" for tag in ("dl", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul")}
"""Elements that take nothing but their own parts."""
EMPTY = {f"{XHTML}{tag}" for tag in ("br", "hr", "img", "link", "meta", "col", "wbr")}
"""Elements that never have content (HTML §13.1.2)."""
DOCTYPE = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>'


@dataclass(frozen=True)
class PageMark:
    """A page in the list: the number as printed, and the address of its mark."""

    label: str
    file: str
    id: str

    @property
    def href(self) -> str:
        """The address of the mark."""
        return f"{self.file}#{self.id}"


@dataclass(frozen=True)
class MarkedFiles:
    """Documents with their marks."""

    files: Mapping[str, str]
    """The markup of each file."""
    marks: tuple[PageMark, ...]
    order: Mapping[str, int]
    """The place of each id among all of them, marks too, in reading order and by address."""
    differing: tuple[str, ...]
    """The blocks whose characters are not those of print, so that nobody can say where in them a page begins."""


def insert_page_marks(files: Mapping[str, str], pagination: Pagination) -> MarkedFiles:
    """Files of XHTML, in reading order, with a mark where each printed page begins."""
    read = {name: SCANNED.get_or_compute(name, text, partial(_scan, text)) for name, text in files.items()}
    sums: dict[str, int] = {}
    for one in read.values():
        update_checksums(sums, one.characters.items())
    differing = tuple(key for key, value in pagination.checksums.items() if sums.get(key) != value)
    pages = list(enumerate(() if differing else pagination.starts, 1))
    marked, ids = dict(files), dict[str, tuple[str, ...]]()
    homes: dict[str, str] = {}
    for name, one in read.items():
        homes |= dict.fromkeys(one.characters, name)
        here = tuple(page for page in pages if homes.get(page[1].id) == name)
        marked[name], ids[name] = (
            MARKED.get_or_compute(name, (files[name], here), partial(_insert_marks, files[name], here)) if here else (files[name], one.ids)
        )
    marks = tuple(PageMark(start.label, homes[start.id], _name(number)) for number, start in pages)
    addresses = (f"{name}#{key}" if key else name for name, own in ids.items() for key in ("", *own))
    return MarkedFiles(marked, marks, {address: number for number, address in enumerate(addresses, 1)}, differing)


@dataclass(frozen=True)
class ScannedFile:
    """What a file holds."""

    characters: Mapping[str, str]
    """The counted text of each block."""
    ids: tuple[str, ...]
    """In reading order."""


SCANNED = Memo[ScannedFile]("read", 8 * MEMO_SIZE)
"""Files that were read before, by their markup."""
MARKED = Memo[tuple[str, tuple[str, ...]]]("marked", 8 * MEMO_SIZE)
"""Files that were marked before with the same pages: their markup and ids."""


def _scan(text: str) -> ScannedFile:
    tree = etree.fromstring(text.encode())
    characters: dict[str, list[str]] = {}
    for run in iter_runs(tree):
        characters.setdefault(run.id, []).append(run.characters)
    return ScannedFile({key: "".join(pieces) for key, pieces in characters.items()}, _ids(tree))


def _insert_marks(text: str, pages: Sequence[tuple[int, PageStart]]) -> tuple[str, tuple[str, ...]]:
    """A file with the marks of pages that begin in it, and all its ids."""
    tree = etree.fromstring(text.encode())
    part = list(iter_runs(tree))
    # from the last to the first, so that a mark moves no text that another one waits for
    for place, group in reversed([(place, list(group)) for place, group in groupby(pages, lambda page: (page[1].id, page[1].at))]):
        _insert(part, place, [_element(number, start.label) for number, start in group])
    return _text(tree), _ids(tree)


def _ids(tree: Any) -> tuple[str, ...]:
    return tuple(map(str, tree.xpath("//@id")))


def _name(number: int) -> str:
    """The id of a mark: of the page's place, since two handouts of a book may both have a page 1. No block's id begins with _."""
    return f"_page{number}"


def _element(number: int, label: str) -> Any:
    element = etree.Element(f"{XHTML}span", {"id": _name(number), "role": "doc-pagebreak", "aria-label": label})
    element.set(EPUB_TYPE, "pagebreak")
    element.text = ""  # closed by a tag of its own, since readers that parse as HTML would leave it open
    return element


def _insert(part: list[TextRun], place: tuple[str, int], marks: list[Any]) -> None:
    """Put marks before a character of a block: in the text, or before the block that begins with it."""
    key, at = place
    number = next(number for number, run in enumerate(part) if run.id == key and run.start <= at < run.start + len(run.characters))
    run, position = part[number], at - part[number].start
    begun = set(_outward(part[number - 1].parent)) if number else set()
    whole = [node for node in _outward(run.parent) if node.tag in WHOLE]
    if position == 0 and run.parent not in begun:
        _before_block(run, whole[-1] if whole else run.parent, begun, marks)
    elif whole:
        _add(whole[-1], marks)
    else:
        _into_text(run, position, marks)


def _outward(node: Any) -> Iterator[Any]:
    """An element and all around it, from the inside out."""
    yield node
    yield from node.iterancestors()


def _before_block(run: TextRun, node: Any, begun: set[Any], marks: list[Any]) -> None:
    """Put marks before the outermost element that begins here, as far as a mark may stand there; else before its first word."""
    starting = [node, *takewhile(lambda around: around not in begun and around.tag != BODY, node.iterancestors())]
    if starting[-1].getparent().tag == BODY and starting[-1].tag in FLOW:  # a file keeps its one section
        _first_in(starting[-1], marks)
        return
    block = next((outer for outer in reversed(starting) if outer.getparent().tag in FLOW), None)
    if block is not None and block.tag == FIGURE:  # it may go to another screen than what stands before it
        _first_in(block, marks)
    elif block is not None:
        _add(block, [_as_block(element) for element in marks])
    elif starting[-1].getparent().tag in FRAMES:
        _into_text(run, 0, marks)
    else:
        _add(starting[-1], marks)


def _first_in(outer: Any, marks: list[Any]) -> None:
    marks[-1].tail, outer.text = outer.text, None
    outer[:0] = [_as_block(element) for element in marks]


def _as_block(element: Any) -> Any:
    element.tag = f"{XHTML}div"
    return element


def _add(before: Any, marks: list[Any]) -> None:
    for element in marks:
        before.addprevious(element)


def _into_text(run: TextRun, position: int, marks: list[Any]) -> None:
    owner = run.element
    text = owner.tail if run.is_tail else owner.text
    counted = (index for index, character in enumerate(text) if not character.isspace())
    cut = next(islice(counted, position, None))
    marks[-1].tail = text[cut:]
    if run.is_tail:
        owner.tail = text[:cut]
        for element in reversed(marks):
            owner.addnext(element)
    else:
        owner.text = text[:cut]
        owner[:0] = marks


def _text(tree: Any) -> str:
    """A document as it was, with its marks: no element is closed in itself that HTML would leave open."""
    for node in tree.iter(etree.Element):
        if node.text is None and not len(node) and node.tag.startswith(XHTML) and node.tag not in EMPTY:
            node.text = ""
    return str(etree.tostring(tree, encoding="unicode", doctype=DOCTYPE))
