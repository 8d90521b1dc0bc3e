"""The printed page numbers in an EPUB: a page-break mark at the character where each page begins, and the page list.

EPUB 3.3 structural semantics, DPUB-ARIA 1.1 doc-pagebreak, and DAISY's advice on page navigation: a mark is where its page begins,
inside a word if need be, but outside links and ruby.
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
ATOMIC = {f"{XHTML}{tag}" for tag in ("a", "ruby", "rt", "math", "svg", "img", "button")}
"""Elements that get no mark inside."""
FLOW = {f"{XHTML}{tag}" for tag in ("article", "aside", "blockquote", "body", "dd", "div", "figure", "li", "main", "section", "td", "th")}
"""Elements with flow content, which may have blocks as children."""
FIGURE = f"{XHTML}figure"
BODY = f"{XHTML}body"
CONTAINERS = {f"{XHTML}{tag}" for tag in ("dl", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul")}
"""Elements whose children can only be their own parts, such as rows or list items."""
EMPTY = {f"{XHTML}{tag}" for tag in ("br", "hr", "img", "link", "meta", "col", "wbr")}
"""Elements that never have content (HTML §13.1.2)."""
DOCTYPE = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>'


@dataclass(frozen=True)
class PageMark:
    """An entry of the page list."""

    label: str
    """The page number as printed."""
    file: str
    id: str

    @property
    def href(self) -> str:
        """The address of the mark, relative to the package document."""
        return f"{self.file}#{self.id}"


@dataclass(frozen=True)
class MarkedFiles:
    """The documents of an EPUB with page-break marks."""

    files: Mapping[str, str]
    """The markup of each file."""
    marks: tuple[PageMark, ...]
    order: Mapping[str, int]
    """The position of every id, those of marks included, in reading order, by address."""
    differing: tuple[str, ...]
    """The blocks whose characters differ from those in print; with any of these nothing is marked, because positions would be wrong."""


def insert_page_marks(files: Mapping[str, str], pagination: Pagination) -> MarkedFiles:
    """Insert a mark where each printed page begins in XHTML files, which are given in reading order."""
    scanned = {name: SCANNED.get_or_compute(name, text, partial(_scan, text)) for name, text in files.items()}
    sums: dict[str, int] = {}
    for file in scanned.values():
        update_checksums(sums, file.characters.items())
    differing = tuple(key for key, value in pagination.checksums.items() if sums.get(key) != value)
    pages = list(enumerate(() if differing else pagination.starts, 1))
    marked, ids = dict(files), dict[str, tuple[str, ...]]()
    file_of_block: dict[str, str] = {}
    for name, file in scanned.items():
        file_of_block |= dict.fromkeys(file.characters, name)
        here = tuple(page for page in pages if file_of_block.get(page[1].id) == name)
        marked[name], ids[name] = (
            MARKED.get_or_compute(name, (files[name], here), partial(_insert_marks, files[name], here)) if here else (files[name], file.ids)
        )
    marks = tuple(PageMark(start.label, file_of_block[start.id], _mark_id(number)) for number, start in pages)
    addresses = (f"{name}#{key}" if key else name for name, own in ids.items() for key in ("", *own))
    return MarkedFiles(marked, marks, {address: number for number, address in enumerate(addresses, 1)}, differing)


@dataclass(frozen=True)
class ScannedFile:
    """The text and the ids of a file."""

    characters: Mapping[str, str]
    """The counted text of each block."""
    ids: tuple[str, ...]
    """In reading order."""


SCANNED = Memo[ScannedFile]("EPUB files", 8 * MEMO_SIZE)
"""By file name, from the markup."""
MARKED = Memo[tuple[str, tuple[str, ...]]]("EPUB files with page marks", 8 * MEMO_SIZE)
"""The markup and the ids of files with marks, by file name, from the markup and the pages."""


def _scan(text: str) -> ScannedFile:
    tree = etree.fromstring(text.encode())
    characters: dict[str, list[str]] = {}
    for run in iter_runs(tree):
        characters.setdefault(run.id, []).append(run.characters)
    return ScannedFile({key: "".join(pieces) for key, pieces in characters.items()}, _ids(tree))


def _insert_marks(text: str, pages: Sequence[tuple[int, PageStart]]) -> tuple[str, tuple[str, ...]]:
    """The markup of a file with the marks of the pages that begin in it, and all its ids."""
    tree = etree.fromstring(text.encode())
    part = list(iter_runs(tree))
    # from last to first, so that inserting a mark does not move the places of the remaining ones
    for place, group in reversed([(place, list(group)) for place, group in groupby(pages, lambda page: (page[1].id, page[1].at))]):
        _insert(part, place, [_create_mark(number, start.label) for number, start in group])
    return _serialize(tree), _ids(tree)


def _ids(tree: Any) -> tuple[str, ...]:
    return tuple(map(str, tree.xpath("//@id")))


def _mark_id(number: int) -> str:
    """The id of a mark, by the position of its page: two handouts of a book may both have a page 1. No block id begins with _."""
    return f"_page{number}"


def _create_mark(number: int, label: str) -> Any:
    element = etree.Element(f"{XHTML}span", {"id": _mark_id(number), "role": "doc-pagebreak", "aria-label": label})
    element.set(EPUB_TYPE, "pagebreak")
    element.text = ""  # gives it an end tag: readers that parse as HTML would take a self-closed element as open
    return element


def _insert(part: list[TextRun], place: tuple[str, int], marks: list[Any]) -> None:
    """Insert marks before a character of a block: in the text, or before the block that begins with it."""
    key, at = place
    number = next(number for number, run in enumerate(part) if run.id == key and run.start <= at < run.start + len(run.characters))
    run, position = part[number], at - part[number].start
    open_before = set(_self_and_ancestors(part[number - 1].parent)) if number else set()
    atomic = [node for node in _self_and_ancestors(run.parent) if node.tag in ATOMIC]
    if position == 0 and run.parent not in open_before:
        _insert_before_block(run, atomic[-1] if atomic else run.parent, open_before, marks)
    elif atomic:
        _insert_before(atomic[-1], marks)
    else:
        _insert_into_text(run, position, marks)


def _self_and_ancestors(node: Any) -> Iterator[Any]:
    """An element and its ancestors, from the inside out."""
    yield node
    yield from node.iterancestors()


def _insert_before_block(run: TextRun, node: Any, open_before: set[Any], marks: list[Any]) -> None:
    """Insert marks before the outermost element that begins here and may have a mark before it; else before its first word."""
    starting = [node, *takewhile(lambda around: around not in open_before and around.tag != BODY, node.iterancestors())]
    if starting[-1].getparent().tag == BODY and starting[-1].tag in FLOW:  # the only section of a file
        _insert_first(starting[-1], marks)
        return
    block = next((outer for outer in reversed(starting) if outer.getparent().tag in FLOW), None)
    if block is not None and block.tag == FIGURE:  # it may move to another screen than the text before it
        _insert_first(block, marks)
    elif block is not None:
        _insert_before(block, [_as_block(element) for element in marks])
    elif starting[-1].getparent().tag in CONTAINERS:
        _insert_into_text(run, 0, marks)
    else:
        _insert_before(starting[-1], marks)


def _insert_first(outer: Any, marks: list[Any]) -> None:
    marks[-1].tail, outer.text = outer.text, None
    outer[:0] = [_as_block(element) for element in marks]


def _as_block(element: Any) -> Any:
    element.tag = f"{XHTML}div"
    return element


def _insert_before(before: Any, marks: list[Any]) -> None:
    for element in marks:
        before.addprevious(element)


def _insert_into_text(run: TextRun, position: int, marks: list[Any]) -> None:
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


def _serialize(tree: Any) -> str:
    """The markup of a document; only elements that are empty in HTML are self-closed."""
    for node in tree.iter(etree.Element):
        if node.text is None and not len(node) and node.tag.startswith(XHTML) and node.tag not in EMPTY:
            node.text = ""
    return str(etree.tostring(tree, encoding="unicode", doctype=DOCTYPE))
