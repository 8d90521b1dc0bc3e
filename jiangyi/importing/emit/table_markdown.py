"""Tables as Markdown: between bars where their cells fit on a line, else as a list of rows that are lists of cells."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jiangyi.model import Cell, Table, inline, lay_out_table
from jiangyi.readers import CELL_ITEM, CELL_PROTECTED, split_cells

Data = Mapping[str, Any]
EmitBlocks = Callable[[Any], list[str]]
SIDES = {"center": (":", ":"), "right": ("-", ":"), "left": ("-", "-")}
MARK = re.compile(r"[<^]")
"""A cell that is nothing but this is merged with another."""
LITERAL = re.compile(r"[<^]|[-*_][-*_ ]*")
"""Text of a cell in a list that would be a mark or a rule."""
BLOCK_START = re.compile(r"[#>:~|$=<]|```|[-+*](?:\s|$)|\d{1,9}[.)]|\[\^|\{|\[[ xX]\]")
"""What could begin a block in an item of a list."""


def format_table(block: Data, emit_blocks: EmitBlocks) -> tuple[str, bool]:
    """The rows of a table, and whether they are a list, which only a container of tables can hold."""
    rows = place_cells(block)
    lines = [[_format_cell(cell) for cell in row] for row in rows]
    if all(cell is not None for row in lines for cell in row):
        sides = [*block.get("align", []), *["left"] * len(rows[0])][: len(rows[0])]
        rule = "|" + "|".join("-".join(SIDES.get(side, SIDES["left"])) for side in sides) + "|"
        written = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in lines]
        return "\n".join([written[0], rule, *written[1:]]), False
    shown = rows if any(rows[0]) else rows[1:]
    return "\n".join(_format_row(row, emit_blocks) for row in shown), True


def place_cells(block: Data) -> list[list[Any]]:
    """The head and the rows as a full grid, in which `<` and `^` stand for what merged cells take."""
    head, rows = list(block.get("columns") or ()), [list(row) for row in block["rows"]]
    made = Table.model_construct(columns=tuple(map(_spans, head)), rows=tuple(tuple(map(_spans, row)) for row in rows))
    layout = lay_out_table(made)
    grid: list[list[Any]] = [[""] * layout.width for _ in range(len(rows) + 1)]
    for number, (placed, cells) in enumerate(zip((layout.head, *layout.rows), (head, *rows), strict=True)):
        given = iter(cells)
        for cell in placed:
            if not isinstance(cell.content, Cell):
                continue
            content = next(given)
            for down in range(cell.rowspan):
                for across in range(cell.colspan):
                    mark = Mark("<" if across else "^")
                    grid[number + down][cell.column + across] = mark if down or across else _unwrap(content)
    return grid


class Mark(str):
    """A sign that a cell is merged, not its text."""

    __slots__ = ()


def _spans(cell: Any) -> Cell:
    """A cell with the spans of a cell's data and no content."""
    given = cell if isinstance(cell, Mapping) else {}
    return Cell.model_construct(body=(), colspan=int(given.get("colspan", 1)), rowspan=int(given.get("rowspan", 1)))


def _unwrap(cell: Any) -> Any:
    """The text of a cell, or its list of blocks."""
    if isinstance(cell, Mapping):
        cell = [cell] if "type" in cell else cell.get("body", "")
    if isinstance(cell, Sequence) and not isinstance(cell, str) and len(cell) == 1:
        only = cell[0]
        if isinstance(only, Mapping) and only.get("type") == "paragraph" and only.keys() <= {"type", "text"}:
            only = only["text"]
        return only if isinstance(only, str) else cell
    return "" if cell is None else cell


def _format_cell(cell: Any) -> str | None:
    """A cell for a row between bars; None where it needs more than a line."""
    if isinstance(cell, Mark):
        return str(cell)
    if isinstance(cell, str):
        lines = _text_lines(cell)
        return _join(lines) if lines is not None and sum(map(_is_item, lines)) < 2 else None
    *before, last = cell
    items = _list_lines(last)
    if items is None or len(before) > 1:
        return None
    words = _text_lines(before[0]) if before and isinstance(before[0], str) else []
    if words is None or len(words) != len(before) or any(map(BLOCK_START.match, words)):
        return None
    return _join([*words, *items])


def _is_item(line: str) -> bool:
    return CELL_ITEM.match(line) is not None


def _list_lines(block: Any) -> list[str] | None:
    """The items of a simple list of at least two, as lines; None for anything else."""
    if not isinstance(block, Mapping) or block.get("type") != "list" or block.keys() - {"type", "ordered", "start", "items"}:
        return None
    numbered = block.get("ordered") == "true"
    lines = []
    for number, item in enumerate(block["items"], int(block.get("start", 1))):
        text = item.get("body") if isinstance(item, Mapping) and item.keys() == {"body"} else item
        text = _unwrap(text) if isinstance(text, list) else text
        words = _text_lines(text) if isinstance(text, str) else None
        if not words or len(words) > 1 or not words[0] or BLOCK_START.match(words[0]):
            return None
        lines.append((f"{number}. " if numbered else "- ") + words[0])
    return lines if len(lines) > 1 else None


def _text_lines(text: str) -> list[str] | None:
    """The lines of a text as it is typed in a cell; None where it has several paragraphs or could not be read back."""
    if re.search(r"\n[ \t\u00a0\u3000]*\n", text):
        return None
    lines = [re.sub(r"[ \t]*\n[ \t]*", _join_words, line).strip() for line in re.split(r"(?:\\| {2,})\n", text)]
    return lines if all(map(_is_readable, lines)) else None


def _join_words(match: re.Match[str]) -> str:
    return "" if inline.joins_lines(match.string, *match.span()) else " "


def _is_readable(line: str) -> bool:
    """True if a line is read from a cell as it is: no bar in code or a formula is escaped in it."""
    return split_cells(f"| {_escape_bars(line)} | x |") == [line.replace("\\|", "|"), "x"] and not any(
        "\\|" in match.group() and len(match.group()) > 2 for match in CELL_PROTECTED.finditer(line)
    )


def _join(lines: Sequence[str]) -> str:
    whole = "<br>".join(map(_escape_bars, lines))
    return MARK.sub(r"\\\g<0>", whole) if whole in ("<", "^") else whole


def _escape_bars(text: str) -> str:
    r"""A text with `\|` for each bar."""
    return re.sub(r"\\.|\|", lambda match: match.group() if len(match.group()) > 1 else "\\|", text)


def _format_row(row: Sequence[Any], emit_blocks: EmitBlocks) -> str:
    """A row as an item with a list of its cells."""
    cells = []
    for cell in row:
        text = str(cell) if isinstance(cell, Mark) else "\n\n".join(emit_blocks([cell] if isinstance(cell, str) and cell else cell or ()))
        escape = "\\" if not isinstance(cell, Mark) and LITERAL.fullmatch(text) else ""
        cells.append("- " + (escape + text).replace("\n", "\n    "))
    return re.sub(r"\n[ ]+(?=\n)", "\n", "- " + "\n  ".join(cell.rstrip(" ") for cell in cells))
