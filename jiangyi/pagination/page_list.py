"""The printed page numbers in an EPUB: a page-break mark at the character where each page begins, and the page list.

EPUB 3.3 structural semantics, DPUB-ARIA 1.1 doc-pagebreak, and DAISY's advice on page navigation: a mark is where its page begins,
inside a word if need be, but outside links and ruby.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby, islice, takewhile, zip_longest
from typing import Any
from xml.sax.saxutils import escape

import msgspec
from lxml import etree

from jiangyi.core import MEMO_SIZE, Memo, Report
from jiangyi.pagination.page_starts import FORMULA_TEXT, PageStart, Pagination, TextRun, iter_runs, update_checksums
from jiangyi.store import StoredMemo, plain_memo

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
ATOMIC = {f"{XHTML}{tag}" for tag in ("a", "ruby", "rt", "math", "svg", "img", "button")}
"""Elements that get no mark inside."""
FORMULAS = {"mathml", FORMULA_TEXT}
"""The classes of the elements of formulas, which get none either."""
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


@dataclass(frozen=True)
class ScannedFile:
    """A file of an EPUB with its text and its ids."""

    html: str
    characters: Mapping[str, str]
    """The counted text of each block."""
    ids: tuple[str, ...]
    """In reading order."""


@dataclass(frozen=True)
class SplitFile:
    """The markup of a file, split where the numbers and labels of its page marks are: these change with the pages before it."""

    pieces: tuple[str, ...]
    """One before each number and each label, and one after the last."""
    marks: tuple[int, ...]
    """The pages of the file, from 0, in the order of their marks."""
    ids: tuple[str, ...]
    """Every id in reading order, with an empty one for each mark."""

    def __post_init__(self) -> None:
        """Check that it is consistent, because it may come from the store. Raises ValueError."""
        count = len(self.marks)
        if sorted(self.marks) != list(range(count)) or len(self.pieces) != 2 * count + 1 or self.ids.count("") != count:
            raise ValueError(self.marks)


Place = tuple[str, int]
"""Where a page begins: the block, and how many of its characters precede the page."""
FileGroup = Mapping[str, ScannedFile]
"""The files of one handout by name, in reading order."""
SCANNED = Memo[ScannedFile]("EPUB files", 2 * MEMO_SIZE)
"""By file name, from the markup."""
SPLIT = Memo[SplitFile]("EPUB files with page marks", 2 * MEMO_SIZE)
"""By file name, from the markup and the places of its marks."""
SPLIT_GROUPS: StoredMemo[dict[str, SplitFile]] = plain_memo("page marks", dict[str, SplitFile])
"""The files of a handout with page marks, from their markup and the places of the marks."""


def scan_file(name: str, html: str) -> ScannedFile:
    """A file with its text and ids. Raises XMLSyntaxError for markup that is not well-formed."""
    return SCANNED.get_or_compute(name, html, partial(_scan, html))


def insert_page_marks(groups: Iterable[FileGroup], pagination: Pagination, *, stores: bool = False) -> MarkedFiles:
    """Insert a mark where each printed page begins in XHTML files, which are given in reading order.

    With `stores`, marked files are kept in the store: what has not changed in a book is not marked again.
    """
    groups = tuple(groups)
    scanned = {name: file for group in groups for name, file in group.items()}
    sums: dict[str, int] = {}
    file_of_block: dict[str, str] = {}
    for name, file in scanned.items():
        update_checksums(sums, file.characters.items())
        file_of_block |= dict.fromkeys(file.characters, name)
    differing = tuple(key for key, value in pagination.checksums.items() if sums.get(key) != value)
    pages = list(enumerate(() if differing else pagination.starts, 1))
    pages_of: dict[str, list[tuple[int, PageStart]]] = {}
    for page in pages:
        pages_of.setdefault(file_of_block[page[1].id], []).append(page)
    marked, ids = dict[str, str](), dict[str, tuple[str, ...]]()
    for group in groups:
        places = {name: tuple((start.id, start.at) for _, start in pages_of[name]) for name in group if name in pages_of}
        split = _split_group(group, places, stores=stores)
        for name, file in group.items():
            marked[name], ids[name] = _number_marks(split[name], pages_of[name]) if name in split else (file.html, file.ids)
    marks = tuple(PageMark(start.label, file_of_block[start.id], _mark_id(number)) for number, start in pages)
    addresses = (f"{name}#{key}" if key else name for name, own in ids.items() for key in ("", *own))
    return MarkedFiles(marked, marks, {address: number for number, address in enumerate(addresses, 1)}, differing)


def _split_group(group: FileGroup, places: Mapping[str, tuple[Place, ...]], *, stores: bool) -> Mapping[str, SplitFile]:
    """The files of a handout in which pages begin, by name."""

    def split(_report: Report | None = None) -> dict[str, SplitFile]:
        return {
            name: SPLIT.get_or_compute(name, (group[name].html, own), partial(_split_file, group[name].html, own))
            for name, own in places.items()
        }

    if not places or not stores:
        return split()
    inputs = msgspec.json.encode([(name, group[name].html, own) for name, own in places.items()])
    found = SPLIT_GROUPS.get_or_compute(hashlib.sha256(inputs).hexdigest(), split, Report())
    fits = found.keys() == places.keys() and all(len(found[name].marks) == len(own) for name, own in places.items())
    return found if fits else split()  # it does not where an entry is forged


def _number_marks(file: SplitFile, pages: Sequence[tuple[int, PageStart]]) -> tuple[str, tuple[str, ...]]:
    """The markup of a file and all its ids, with the numbers and labels of its pages."""
    own = [pages[place] for place in file.marks]
    fillings = chain.from_iterable((str(number), _escape(start.label)) for number, start in own)
    html = "".join(chain.from_iterable(zip_longest(file.pieces, fillings, fillvalue="")))
    names = (_mark_id(number) for number, _ in own)
    return html, tuple(key or next(names) for key in file.ids)


def _escape(label: str) -> str:
    """A label as the value of an attribute, as lxml writes it."""
    return escape(label, {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def _scan(html: str) -> ScannedFile:
    tree = etree.fromstring(html.encode())
    characters: dict[str, list[str]] = {}
    for run in iter_runs(tree):
        characters.setdefault(run.id, []).append(run.characters)
    return ScannedFile(html, {key: "".join(pieces) for key, pieces in characters.items()}, _ids(tree))


def _split_file(html: str, places: tuple[Place, ...]) -> SplitFile:
    """The markup of a file with marks at some places."""
    sign = "\uf8ff"
    while sign in html:
        sign += sign
    tree = etree.fromstring(html.encode())
    part = list(iter_runs(tree))
    numbers: dict[str, list[int]] = {}
    for number, run in enumerate(part):
        numbers.setdefault(run.id, []).append(number)
    # from last to first, so that inserting a mark does not move the places of the remaining ones
    for place, group in reversed([(place, list(group)) for place, group in groupby(enumerate(places), lambda page: page[1])]):
        _insert(part, _find_run(part, numbers, place), place[1], [_create_mark(f"{sign}{number}{sign}") for number, _ in group])
    marks = tuple(int(key.removeprefix(_mark_id(sign)).removesuffix(sign)) for key in _ids(tree) if sign in key)
    return SplitFile(tuple(re.split(f"{sign}\\d+{sign}", _serialize(tree))), marks, tuple("" if sign in key else key for key in _ids(tree)))


def _ids(tree: Any) -> tuple[str, ...]:
    return tuple(map(str, tree.xpath("//@id")))


def _mark_id(number: int | str) -> str:
    """The id of a mark, by the position of its page: two handouts of a book may both have a page 1. No block id begins with _."""
    return f"_page{number}"


def _create_mark(sign: str) -> Any:
    """A mark with a sign in place of its number and its label."""
    element = etree.Element(f"{XHTML}span", {"id": _mark_id(sign), "role": "doc-pagebreak", "aria-label": sign})
    element.set(EPUB_TYPE, "pagebreak")
    element.text = ""  # gives it an end tag: readers that parse as HTML would take a self-closed element as open
    return element


def _find_run(part: list[TextRun], numbers: Mapping[str, list[int]], place: Place) -> int:
    """The number of the run with a character of a block; `numbers` are those of the runs of each block."""
    key, at = place
    return numbers[key][bisect_right(numbers[key], at, key=lambda number: part[number].start) - 1]


def _insert(part: list[TextRun], number: int, at: int, marks: list[Any]) -> None:
    """Insert marks before a character of a block, which is in a run: in the text, or before the block that begins with it."""
    run, position = part[number], at - part[number].start
    open_before = set(_self_and_ancestors(part[number - 1].parent)) if number else set()
    atomic = [node for node in _self_and_ancestors(run.parent) if node.tag in ATOMIC or node.get("class") in FORMULAS]
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
