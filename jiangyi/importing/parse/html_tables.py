"""Convert tables of HTML: merged cells and blocks in cells are kept; a table for layout is its contents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from jiangyi.importing.emit import strip_markup
from jiangyi.importing.parse.html_tags import element_name
from jiangyi.importing.parse.table_heads import looks_like_head

Data = dict[str, Any]
MAX_COLSPAN, MAX_ROWSPAN = 50, 200
"""The most columns and rows of a merged cell that is taken as meant."""
CELLS, GROUPS = ("td", "th"), ("thead", "tbody", "tfoot")


class BlockConverter(Protocol):
    """What converts the contents of cells."""

    def convert_contents(self, parts: list[Any], depth: int) -> list[Any]:
        """The blocks of some texts and elements, without line numbers; paragraphs are strings."""

    def convert_inside(self, element: Any, depth: int) -> list[Any]:
        """The blocks inside an element, without line numbers; paragraphs are strings."""


@dataclass(frozen=True)
class ConvertedTable:
    """A table as data, or none where it was only layout; the blocks before it are its stray texts, or its contents."""

    before: list[Any]
    data: Data | None = None


def convert_table_element(element: Any, converter: BlockConverter, depth: int) -> ConvertedTable:
    """Convert a table element."""
    holders = [element, *(group for group in element if element_name(group) in GROUPS)]
    rows = _rows_of_table(element)
    lines = [row for holder in holders for row in holder if element_name(row) == "tr"]
    stray = [part for holder in (*holders, *lines) for part in _stray_parts(holder)]
    before = converter.convert_contents(stray, depth) if any(not isinstance(part, str) or part.strip() for part in stray) else []
    caption_element = next((child for child in element if element_name(child) == "caption"), None)
    caption = [] if caption_element is None else converter.convert_inside(caption_element, depth)
    if _is_layout(element, rows):
        inside = [block for row in rows for cell in row for block in converter.convert_inside(cell, depth)]
        return ConvertedTable([*before, *caption, *inside])
    grid = [[_convert_cell(cell, converter, depth) for cell in row] for row in rows]
    kept = [(row, cells) for row, cells in zip(rows, grid, strict=True) if any(_plain(cell) or not isinstance(cell, str) for cell in cells)]
    if not kept:
        return ConvertedTable([*before, *caption])
    has_head = _has_head([row for row, _ in kept], [cells for _, cells in kept])
    cells = [[_mark_head(cell, element) for cell, element in zip(row, elements, strict=True)] for elements, row in kept[has_head:]]
    words = caption[0] if len(caption) == 1 and isinstance(caption[0], str) else ""
    head = kept[0][1] if has_head else []
    data = {"type": "table", **({"caption": words} if words else {}), "columns": head, "rows": cells}
    return ConvertedTable([*before, *([] if words else caption)], data)


def _stray_parts(holder: Any) -> Iterator[Any]:
    """The texts and elements in a table, group or row that no table should have there."""
    yield holder.text or ""
    for child in holder:
        if element_name(child) not in (*CELLS, *GROUPS, "tr", "caption", "colgroup", "col"):
            yield child
        yield child.tail or ""


def _rows_of_table(element: Any) -> list[list[Any]]:
    """The cells of each row as they are shown: first the heads, last the feet."""
    parts: dict[str, list[list[Any]]] = {"thead": [], "tbody": [], "tfoot": []}
    loose: list[Any] = []
    for child in element:
        name = element_name(child)
        if name in (*CELLS, "tr"):
            loose.append(child)
        elif name in GROUPS:
            parts["tbody"] += _rows_of(loose)
            loose = []
            parts[name] += _rows_of(child)
    parts["tbody"] += _rows_of(loose)
    return [*parts["thead"], *parts["tbody"], *parts["tfoot"]]


def _rows_of(children: Iterable[Any]) -> Iterator[list[Any]]:
    """The cells of each row; cells outside of rows make a row as in a browser (HTML §13.2.6.4.13)."""
    loose: list[Any] = []
    for child in children:
        name = element_name(child)
        if name in CELLS:
            loose.append(child)
        elif name == "tr":
            if loose:
                yield loose
                loose = []
            yield [cell for cell in child if element_name(cell) in CELLS]
    if loose:
        yield loose


def _is_layout(element: Any, rows: list[list[Any]]) -> bool:
    """Whether a table only places its contents: a single column without a head, or tables in its cells."""
    if element.get("role") == "presentation":
        return True
    labelled = any(element_name(cell) == "th" for row in rows for cell in row)
    widest = max(map(len, rows), default=0)
    has_table = any(True for row in rows for cell in row for _ in cell.iter("table"))
    return not labelled and (widest <= 1 or has_table)


def _convert_cell(cell: Any, converter: BlockConverter, depth: int) -> Any:
    """A cell: text, or a mapping with its spans and blocks."""
    body = converter.convert_inside(cell, depth)
    plain = all(isinstance(block, str) for block in body)
    content: Any = "\\\n".join(body) if plain else body
    spans = {
        name: str(span)
        for name, most in (("colspan", MAX_COLSPAN), ("rowspan", MAX_ROWSPAN))
        if (span := min(_parse_span(cell.get(name)), most)) > 1
    }
    return {"body": content, **spans} if spans or not plain else content


def _mark_head(cell: Any, element: Any) -> Any:
    """The cell of a row below the head; a head cell of a row is bold."""
    if element_name(element) != "th" or not isinstance(cell, str) or not cell or "*" in cell or "\n" in cell:
        return cell
    return f"**{cell}**"


def _has_head(rows: list[list[Any]], grid: list[list[Any]]) -> bool:
    """Whether the first row is a head of one row: of head cells, or of labels where the table has no head cells at all."""
    if any(isinstance(cell, dict) and "rowspan" in cell for cell in grid[0]):
        return False
    in_heads = [all(element_name(cell) == "th" or next(cell.iterancestors("thead"), None) is not None for cell in row) for row in rows]
    if in_heads[0]:
        return len(rows) == 1 or not in_heads[1]
    if any(element_name(cell) == "th" for row in rows for cell in row):
        return False
    return looks_like_head([_plain(cell) for cell in grid[0]], [[_plain(cell) for cell in row] for row in grid[1:]])


def _plain(cell: Any) -> str:
    """The plain text of a cell."""
    body = cell["body"] if isinstance(cell, dict) else cell
    parts = [body] if isinstance(body, str) else body
    return " ".join(strip_markup(part) for part in parts if isinstance(part, str)).strip()


def _parse_span(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and 0 < int(value) < 1000 else 1
