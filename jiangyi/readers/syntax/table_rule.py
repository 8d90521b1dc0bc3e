"""The rule of the block parser for tables: GFM's, but no cell is lost, and bars inside code, formulas and readings part no cells."""

import re

from markdown_it.rules_block import StateBlock

RULE_LINE = re.compile(r"[|:\-\s]+")
RULE_CELL = re.compile(r"(?P<left>:?)-+(?P<right>:?)")
CELL_PROTECTED = re.compile(
    r"(?<!`)(?P<tick>`++)(?:[^`]++|(?!(?P=tick)(?!`))`++)*(?P=tick)(?!`)"
    r"|(?<![\d\\$])\$(?![\s$])[^$]*?(?<![\s\\])\$(?!\d)"
    r"|\[\[[^\[\]]*\]\]"
    r"|(?<!\{)\{[^{}|\s][^{}|]*\|[^{}|]+\}(?!\})"
    r"|\\."
)
"""Code, formulas, links between notes, readings, and characters after a backslash: in them a bar is no border of a cell."""
MAX_CELLS = 65_536
"""The most empty cells that are added to short rows, as in markdown-it."""
CONTAINER = ":::"
"""What opens a container, whose title may have bars."""


def split_cells(line: str, columns: int = 0) -> list[str]:
    r"""The cells of a row. Bars inside code and the like are part of a cell, unless only the plain reading has as many cells as the head.

    As in GFM, `\\|` is a bar in a cell.
    """
    plain = _split_at_bars(line, {match.end() - 1 for match in re.finditer(r"\\.", line)})
    if "`" not in line and "$" not in line and "{" not in line and "[[" not in line:
        return plain
    careful = _split_at_bars(line, {at for match in CELL_PROTECTED.finditer(line) for at in range(match.start(), match.end())})
    return plain if len(plain) == columns != len(careful) else careful


def _split_at_bars(line: str, protected: set[int]) -> list[str]:
    cells: list[str] = []
    start = 0
    for at, character in enumerate(line):
        if character == "|" and at not in protected:
            cells.append(line[start:at])
            start = at + 1
    cells.append(line[start:])
    if cells and not cells[0].strip() and line.lstrip().startswith("|"):
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return [cell.replace("\\|", "|").strip() for cell in cells]


def table_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """A table: a head, a rule with as many cells, and rows; a row may have more cells than the head."""
    if start + 2 > end or state.sCount[start + 1] < state.blkIndent or state.is_code_block(start) or state.is_code_block(start + 1):
        return False
    align = _read_rule(_line(state, start + 1))
    head = _line(state, start)
    columns = split_cells(head, len(align)) if align and "|" in head and not head.startswith(CONTAINER) else []
    bare = len(columns) == 1 and not (head.startswith("|") or head.endswith("|"))  # its bars are all inside code and the like
    if not columns or bare or len(columns) != len(align):
        return False
    if silent:
        return True
    before, state.parentType = state.parentType, "table"
    table = state.push("table_open", "table", 1)
    _push_row(state, "th", columns, align, start)
    line, added = start + 2, 0
    while line < end and _continues(state, line, end):
        cells = split_cells(_line(state, line), len(columns))
        added += max(0, len(columns) - len(cells))
        if added > MAX_CELLS:
            break
        _push_row(state, "td", cells, align, line)
        line += 1
    state.push("table_close", "table", -1)
    table.map = [start, line]
    state.parentType, state.line = before, line
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _read_rule(line: str) -> list[str]:
    """The alignments of the columns by the line below the head; none where it is no such line."""
    if len(line) < 2 or not RULE_LINE.fullmatch(line) or line[:2] in ("- ", "-\t"):
        return []
    cells = [RULE_CELL.fullmatch(cell) for cell in _split_at_bars(line, set())]
    if not all(cells):
        return []
    return [{"::": "center", ":": "right" if cell["right"] else "left"}.get(cell["left"] + cell["right"], "") for cell in cells if cell]


def _continues(state: StateBlock, line: int, end: int) -> bool:
    """True if a line is a row of the table above it: no other block begins there."""
    if state.sCount[line] < state.blkIndent or not _line(state, line) or state.is_code_block(line):
        return False
    if _line(state, line).startswith((": ", ":\t")) and "|" not in _line(state, line):  # a caption, as pandoc writes it
        return False
    return not any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("blockquote"))  # noqa: FBT003 - the library's signature


def _push_row(state: StateBlock, tag: str, cells: list[str], align: list[str], line: int) -> None:
    row = state.push("tr_open", "tr", 1)
    row.map = [line, line + 1]
    for n, cell in enumerate(cells):
        side = align[n] if n < len(align) else ""
        state.push(f"{tag}_open", tag, 1).attrs = {"style": f"text-align:{side}"} if side else {}
        text = state.push("inline", "", 0)
        text.map, text.content, text.children = [line, line + 1], cell, []
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)
