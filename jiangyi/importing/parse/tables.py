"""Recognize tables in raw text: cells separated by tabs, by bars, or by runs of spaces in aligned columns."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

from jiangyi.importing.emit import escape_inline
from jiangyi.importing.parse.labels import read_label

Data = dict[str, Any]
GAP = re.compile(r"[ \u00a0\u3000]{2,}|\t+")
BAR = re.compile(r"^\s*\|.*\|\s*$")
DELIMITER = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
CAPTION = re.compile(r"^表\s*(?P<n>[0-9一二三四五六七八九十]+(?:[-.]\d+)?)?[ \u3000：:]*(?P<words>.{0,40})$")
LONGEST_CELL = 60


def count_columns(text: str) -> int:
    """The width of a text in columns of a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def find_table(lines: list[str], start: int) -> tuple[list[list[str]], int] | None:
    """The rows of a table that begins at a line, and its number of lines, or None."""
    for read in (_find_barred, _find_tabbed, _find_aligned):
        found = read(lines, start)
        if found:
            return found
    return None


def _find_tabbed(lines: list[str], start: int) -> tuple[list[list[str]], int] | None:
    rows = _read_rows(
        lines,
        start,
        lambda line: (
            [cell.strip() for cell in line.rstrip("\n").split("\t")] if "\t" in line.strip("\t ") or "\t" in line.rstrip() else None
        ),
    )
    if len(rows) < 2 or _usual_cell_count(rows) < 2 or sum(len(row) == _usual_cell_count(rows) for row in rows) < len(rows) * 0.7:
        return None
    if not rows[0][0] and all(not row[0] for row in rows):
        return None
    return rows, len(rows)


def _find_barred(lines: list[str], start: int) -> tuple[list[list[str]], int] | None:
    found = _read_rows(
        lines, start, lambda line: [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] if BAR.match(line) else None
    )
    rows = [row for n, row in enumerate(found) if not DELIMITER.match(lines[start + n])]
    return (rows, len(found)) if len(rows) >= 2 and _usual_cell_count(rows) >= 2 else None


def _find_aligned(lines: list[str], start: int) -> tuple[list[list[str]], int] | None:
    """A table of three or more lines with equally many cells in the same columns."""
    rows = _read_rows(lines, start, _split_at_spaces)
    count = _usual_cell_count(rows)
    if count < 2:
        return None
    same = next((n for n, row in enumerate(rows) if len(row) != count), len(rows))
    if same < 3 or any(len(cell) > LONGEST_CELL for row in rows[:same] for cell in row):
        return None
    if count == 2 and read_label(rows[0][0]) and all(read_label(row[0]) for row in rows[:same]):
        return None
    return (rows[:same], same) if _is_in_columns(lines[start : start + same], count) else None


def _is_in_columns(lines: list[str], count: int) -> bool:
    starts = [
        [count_columns(line[: match.end()]) for match in GAP.finditer(line.rstrip()) if line[: match.start()].strip()] for line in lines
    ]
    for column in range(count - 1):
        places = [row[column] for row in starts if column < len(row)]
        usual = Counter(places).most_common(1)[0][0]
        if sum(abs(place - usual) <= 2 for place in places) < len(places) * 0.6:
            return False
    return True


def _split_at_spaces(line: str) -> list[str] | None:
    cells = [cell for cell in GAP.split(line.strip()) if cell]
    return cells if len(cells) >= 2 and not re.search(r"[。！？]$", line.strip()) else None


def _read_rows(lines: list[str], start: int, read: Any) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in lines[start:]:
        row = read(line) if line.strip() else None
        if row is None:
            break
        rows.append(row)
    return rows


def _usual_cell_count(rows: list[list[str]]) -> int:
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def make_table(rows: list[list[str]], caption: str = "") -> Data:
    """Rows as the data of a table; the first is its head, and a longer row adds columns."""
    count = max(map(len, rows))
    full = [row + [""] * (count - len(row)) for row in rows]
    match = CAPTION.match(caption)
    head: Mapping[str, Any] = {"n": match["n"], "caption": match["words"].strip()} if match else {"caption": caption}
    fields = {key: value for key, value in head.items() if value}
    cells = [[escape_inline(cell) for cell in row] for row in full]
    return {"type": "table", **fields, "columns": cells[0], "rows": cells[1:]}
