"""Apply what was decided for wide tables to the tree that is laid out, and undo it afterwards.

The tree must be the author's again when the pages are read: a page begins at a character of a block, and print and EPUB have the same
characters. So cells that are repeated or moved into a further piece are copies; a page that begins in them begins, for the EPUB, where
the next one does.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from jiangyi.writers.pdf.table_fits import TableFit

FLOWING = {"section", "handout", "point", "event", "case"}
"""Classes of elements in which a page may be set in landscape."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MOST_ROWS = 16
"""A piece with no more rows is not broken over pages."""
SHORT_ROWS = 5
"""A table with no more rows is rather divided than set on a landscape page, which it would leave empty."""
FLOWING_TAGS = {"html", "body", "main"}


@dataclass(frozen=True)
class TablePlace:
    """Where a table stands in the tree."""

    turns: bool
    """True if it may have a landscape page of its own: it is in the text, not in a box, a list or a cell."""
    spans: tuple[tuple[int, int], ...]
    """The merged cells, as first and last column."""
    title: str
    element: Any = None
    next_texts: tuple[Any, ...] = ()
    """The elements of plain text right behind it."""
    is_after_heading: bool = False
    is_short: bool = False
    """True for so few rows that pieces of it fit on a page."""


@dataclass(frozen=True)
class _GridCell:
    element: Any
    column: int
    columns: int


def find_table_places(root: Any, names: Sequence[str]) -> dict[str, TablePlace]:
    """Where the tables with some ids stand."""
    parents = {child: parent for parent in root.iter() for child in parent}
    found = {}
    for table in root.iter("table"):
        if (name := table.get("id")) in names:
            rows = _grid(table)
            spans = {(cell.column, cell.column + cell.columns - 1) for row in rows for cell in row if cell.columns > 1}
            siblings = list(parents[table])
            place = siblings.index(table)
            texts = tuple(takewhile(_is_plain_text, siblings[place + 1 :]))
            after_heading = place > 0 and siblings[place - 1].tag in HEADINGS
            turns = all(map(_flows, _ancestors(table, parents))) and (bool(texts) or not after_heading)
            is_short = len(rows) <= SHORT_ROWS + 1  # with the line of the pages on which it goes on
            found[name] = TablePlace(turns, tuple(sorted(spans)), _title(table, rows), table, texts, after_heading, is_short)
    return found


def _ancestors(element: Any, parents: Mapping[Any, Any]) -> Iterator[Any]:
    while (parent := parents.get(element)) is not None:
        yield parent
        element = parent


def _flows(element: Any) -> bool:
    return element.tag in FLOWING_TAGS or not FLOWING.isdisjoint((element.get("class") or "").split())


def _is_plain_text(element: Any) -> bool:
    """True if an element is a paragraph or a list without footnotes: it may be set before a table that stands on a page of its own."""
    own = set((element.get("class") or "").split())
    notes = ("footnote" in (inner.get("class") or "").split() for inner in element.iter())
    return not own.isdisjoint(("paragraph", "list")) and not any(notes)


def _title(table: Any, rows: Sequence[Sequence[_GridCell]]) -> str:
    """The caption of a table; where it has none, the first words of its head."""
    caption = table.find("caption")
    if caption is not None:
        return " ".join(" ".join(caption.itertext()).split())
    return " | ".join("".join(cell.element.itertext()).strip() for cell in rows[0][:3]) if rows else ""


def _grid(table: Any) -> list[list[_GridCell]]:
    """The cells of each row with the columns that they take, by the rules of HTML (§4.9.12)."""
    rows: list[list[_GridCell]] = []
    for group in table:
        taken: dict[int, int] = {}
        for row in group if group.tag in ("thead", "tbody") else ():
            cells, column = [], 0
            for cell in row:
                while taken.get(column):
                    column += 1
                columns = int(cell.get("colspan") or 1)
                cells.append(_GridCell(cell, column, columns))
                taken.update({column + n: int(cell.get("rowspan") or 1) for n in range(columns) if not taken.get(column + n)})
                column += columns
            taken = {place: left - 1 for place, left in taken.items() if left > 1}
            rows.append(cells)
    return rows


@contextmanager
def fitted_tables(root: Any, fits: Mapping[str, TableFit]) -> Iterator[None]:
    """The tree with its tables fitted, inside the `with` block."""
    moves = any(fit.pieces or fit.passed for fit in fits.values())
    parents = {child: parent for parent in root.iter() for child in parent} if moves else {}
    before: list[tuple[Any, dict[str, str], list[Any]]] = []
    for table in [*root.iter("table")] if fits else ():
        if not (fit := fits.get(table.get("id") or "")):
            continue
        before.append((table, dict(table.attrib), list(table)))
        _restyle(table, fit)
        if fit.pieces or fit.passed:
            parent = parents[table]
            before.append((parent, dict(parent.attrib), list(parent)))
            place = list(parent).index(table)
            parent[place : place + fit.passed + 1] = [*parent[place + 1 : place + fit.passed + 1], table]
        if fit.pieces:
            parent[place : place + 1] = [_make_piece(table, set(columns), number) for number, columns in enumerate(fit.pieces)]
    try:
        yield
    finally:
        for element, attributes, children in reversed(before):
            element.attrib.clear()
            element.attrib.update(attributes)
            element[:] = children


def _restyle(table: Any, fit: TableFit) -> None:
    """Give a table the classes of its fit, and the size of its text."""
    whole = bool(fit.pieces) and sum(1 for _ in table.iter("tr")) <= MOST_ROWS
    classes = ["fitted"] * fit.is_tight + ["landscape"] * fit.is_landscape + ["whole"] * whole
    table.set("class", " ".join((table.get("class") or "", *classes)))
    if fit.size:
        table.set("style", f"{table.get('style') or ''}; --size-table: {fit.size:g}pt".lstrip("; "))


def _make_piece(table: Any, columns: set[int], number: int) -> Any:
    """A table with some of the columns of another one; the first one keeps the cells themselves, so that its pages are found."""
    piece, rows = Element("table", table.attrib), iter(_grid(table))
    if number:
        piece.attrib.pop("id", None)
    for child in table:
        if child.tag == "caption":
            piece.append(_continue_caption(child, table) if number else child)
        elif child.tag in ("thead", "tbody"):
            group = Element(child.tag, child.attrib)
            for row in child:
                line = Element("tr", row.attrib)
                line.extend(one for cell in next(rows) if (one := _cut(cell, columns, number)) is not None)
                group.append(line)
            piece.append(group)
    return piece


def _cut(cell: _GridCell, columns: set[int], number: int) -> Any:
    """The part of a cell in some columns; None where there is none. What was in a piece before is repeated without ids and notes."""
    own = range(cell.column, cell.column + cell.columns)
    count = len(columns.intersection(own))
    if not count or (not number and count == cell.columns):
        return cell.element if count else None
    copy = deepcopy(cell.element)
    copy.attrib.pop("colspan", None)
    if count > 1:
        copy.set("colspan", str(count))
    if number and (cell.column == 0 or own[0] not in columns):
        _strip(copy)
    return copy


def _continue_caption(caption: Any, table: Any) -> Any:
    """The caption of a further piece: with the words 表 1（续） as its label."""
    copy = deepcopy(caption)
    _strip(copy)
    words = next((cell.get("data-continued") for cell in table.iter("td") if cell.get("data-continued")), "")
    label = next((one for one in copy.iter("span") if "label" in (one.get("class") or "").split()), None)
    if label is None:
        label = SubElement(copy, "span", {"class": "label"})
        label.text = words
    else:
        label.text = words
        label[:] = []
    return copy


def _strip(element: Any) -> None:
    """Take ids and footnotes out of an element that is repeated."""
    for parent in [*element.iter()]:
        parent.attrib.pop("id", None)
        for child in [*parent]:
            if "footnote" in (child.get("class") or "").split():
                _remove(parent, child)


def _remove(parent: Any, child: Any) -> None:
    """Remove an element, but not the text behind it."""
    place, tail = list(parent).index(child), child.tail or ""
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(child)
