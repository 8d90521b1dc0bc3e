"""Tables of Word files: their grid with merged cells, and tables that only arrange what they contain (ECMA-376 part 1 §17.4)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from jiangyi.core import limits
from jiangyi.importing.word.container import WordLimitError
from jiangyi.importing.word.context import Data, WordContext
from jiangyi.importing.word.spans import HeldTexts, join_lines
from jiangyi.importing.word.xml_names import W, child_value, is_enabled, iterate_texts, local_name, parse_integer
from jiangyi.readers import STRONG_OPTION


@dataclass(eq=False)
class WordCell:
    """A cell: its blocks, its column from 0, and how many columns and rows it covers."""

    blocks: list[Data]
    column: int
    columns: int = 1
    rows: int = 1


@dataclass
class WordTable:
    """The rows of a table, each with the cells that begin in it."""

    rows: list[list[WordCell]] = field(default_factory=list)
    width: int = 0

    def iterate_cells(self) -> Iterator[WordCell]:
        """All cells, row by row."""
        return (cell for row in self.rows for cell in row)


def read_grid(element: Any, read_cell: Callable[[Any], list[Data]], context: WordContext) -> WordTable:
    """The grid of a table; `read_cell` gives the blocks of a cell."""
    found = WordTable()
    open_cells: dict[int, WordCell] = {}
    for row in _iterate_parts(element, "tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            context.report_with_place("deletion", " ".join(iterate_texts(row)))
            continue
        column = max(0, min(parse_integer(child_value(properties, "gridBefore")), limits.TABLE_COLUMNS.value))
        cells: list[WordCell] = []
        grown: set[int] = set()
        for cell in _iterate_parts(row, "tc"):
            own = cell.find(f"{W}tcPr")
            columns = max(1, min(parse_integer(child_value(own, "gridSpan"), 1), limits.TABLE_COLUMNS.value))
            if column + columns > limits.TABLE_COLUMNS.value:
                raise WordLimitError(limits.TABLE_COLUMNS.explain())
            merge = None if own is None else own.find(f"{W}vMerge")
            across = None if own is None else own.find(f"{W}hMerge")
            blocks = read_cell(cell)
            above = open_cells.get(column)
            if across is not None and across.get(f"{W}val", "continue") == "continue" and cells:
                cells[-1].columns += columns
                cells[-1].blocks += blocks
            elif merge is not None and merge.get(f"{W}val", "continue") == "continue" and above and above.columns == columns:
                above.rows += column not in grown
                grown.add(column)
                above.blocks += blocks
            else:
                made = WordCell(blocks, column, columns)
                cells.append(made)
                for taken in range(column, column + columns):
                    open_cells.pop(taken, None)
                if merge is not None:
                    open_cells[column] = made
            column += columns
        begun = {id(cell) for cell in cells}
        open_cells = {at: cell for at, cell in open_cells.items() if at in grown or id(cell) in begun}
        found.width = max(found.width, column)
        found.rows.append(cells)
    context.container.budget.spend_contents(found.width * len(found.rows))
    return found


def _iterate_parts(element: Any, name: str) -> Iterator[Any]:
    """The rows or cells of a table, also those in content controls and revisions; deleted ones are not passed over here."""
    for child in element:
        inner = local_name(child)
        if child.tag == f"{W}{name}":
            yield child
        elif inner in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _iterate_parts(child, name)


def arranges_only(table: WordTable, element: Any) -> bool:
    """Whether a table only arranges its content: a single cell, options of a question, or pictures, in cells without borders."""
    cells = [cell for cell in table.iterate_cells() if cell.blocks]
    if len(cells) <= 1:
        return True
    texts = [str(cell.blocks[0].get("text", "")) for cell in cells]
    letters = [match["letter"] if (match := STRONG_OPTION.match(text)) else "" for text in texts]
    if letters == [chr(ord("A") + n) for n in range(len(letters))] and len(letters) <= 8:
        return True
    return _has_no_borders(element) and all(_is_picture(cell) or _is_brief(cell) for cell in cells) and any(map(_is_picture, cells))


def _is_picture(cell: WordCell) -> bool:
    return any(block["type"] == "figure" for block in cell.blocks)


def _is_brief(cell: WordCell) -> bool:
    return len(cell.blocks) == 1 and cell.blocks[0]["type"] == "paragraph"


def _has_no_borders(element: Any) -> bool:
    """Whether a table has no borders of its own nor from a style."""
    borders = element.find(f"{W}tblPr/{W}tblBorders")
    if borders is None:
        return not child_value(element, "tblPr/tblStyle")
    return all(not is_enabled(side.get(f"{W}val", "none")) or side.get(f"{W}val") == "nil" for side in borders)


def list_letters(text: str) -> list[str]:
    """The letters of options in a text that has nothing else: `A  B  C  D`; else none."""
    letters = re.sub(r"[.．、)）（(\s\u3000]+", " ", text).split()
    return letters if letters == [chr(ord("A") + n) for n in range(len(letters))] else []


def pair_cells(table: WordTable) -> list[tuple[str, Data]]:
    """The letters and pictures of a table that consists of picture options: each letter below, above or beside its picture."""
    cells = [cell for cell in table.iterate_cells() if cell.blocks]
    pictures = [cell.blocks[0] for cell in cells if _is_picture(cell) and len(cell.blocks) == 1]
    letters = [str(cell.blocks[0]["text"]) for cell in cells if _is_brief(cell)]
    order = list_letters(" ".join(letters))
    if len(pictures) < 2 or len(pictures) + len(letters) != len(cells) or len(order) != len(letters) or len(letters) != len(pictures):
        return []
    return list(zip(order, pictures, strict=True))


def make_table_data(table: WordTable, element: Any, hold_figure: Callable[[Data], str], held: HeldTexts) -> Data:
    """The data of a table; `hold_figure` gives a picture as part of a line."""
    covered: dict[int, int] = {}
    rows: list[list[Any]] = []
    for row in table.rows:
        taken = {column for column, left in covered.items() if left}
        covered = {column: left - 1 for column, left in covered.items() if left > 1}
        by_column = {cell.column: cell for cell in row}
        own = {column for cell in row for column in range(cell.column + 1, cell.column + cell.columns)}
        free = [column for column in range(table.width) if column not in taken | own]
        rows.append([_make_cell(by_column[column], hold_figure, held) if column in by_column else "" for column in free])
        covered |= {at: cell.rows - 1 for cell in row for at in range(cell.column, cell.column + cell.columns) if cell.rows > 1}
    has_head = _has_head(table, element)
    return {"type": "table", "columns": rows[0] if has_head else [], "rows": rows[has_head:]}


def _has_head(table: WordTable, element: Any) -> bool:
    """Whether the first row is a head: the file does not say that it is none, and no cell of it reaches into the rows below."""
    first = next(_iterate_parts(element, "tr"))
    marked = first.find(f"{W}trPr/{W}tblHeader")
    look = element.find(f"{W}tblPr/{W}tblLook")
    plain = look is not None and not is_enabled(look.get(f"{W}firstRow", "1"))
    if any(cell.rows > 1 for cell in table.rows[0]) or (marked is None and plain):
        return False
    return any(cell.blocks for cell in table.rows[0])


def _make_cell(cell: WordCell, hold_figure: Callable[[Data], str], held: HeldTexts) -> Any:
    """A cell: a text, its paragraphs divided by line breaks, or its blocks, with the columns and rows it covers."""
    plain = all(block["type"] in ("paragraph", "heading", "math") for block in cell.blocks)
    body: Any = join_texts(cell.blocks, hold_figure, held) if plain else [simplify_block(block) for block in cell.blocks]
    spans = {key: str(count) for key, count in (("colspan", cell.columns), ("rowspan", cell.rows)) if count > 1}
    return {"body": body, **spans} if spans or not plain else body


def simplify_block(block: Data) -> Any:
    """A block as it stands in a list of blocks: a paragraph is its text, a heading bold, a picture as wide as the cell."""
    if block["type"] in ("paragraph", "heading"):
        return block["text"] if block["type"] == "paragraph" else f"**{block['text']}**"
    return {key: value for key, value in block.items() if key != "width" or block["type"] != "figure"}


def join_texts(blocks: list[Data], hold_figure: Callable[[Data], str], held: HeldTexts) -> str:
    """The texts of blocks as one text with line breaks; headings in bold."""
    texts: list[str] = []
    for block in blocks:
        if block["type"] == "heading":
            texts.append(f"**{block['text']}**")
        elif block["type"] == "figure":
            texts.append(hold_figure(block))
        elif block["type"] == "math":
            texts.append(f"${block['tex']}$")
        else:
            texts += list(_iterate_words(block))
    return join_lines([text for text in texts if text], held)


def _iterate_words(value: Any) -> Iterator[str]:
    """The texts of a block of any type, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _iterate_words(inner)
    elif isinstance(value, dict):
        for key in ("caption", "columns", "rows", "text", "items", "body", "alt", "was"):
            yield from _iterate_words(value.get(key, ""))
