"""Tables as they are typed by those who do not know the line below the head: rows between bars, or cells parted by tabs as in Excel."""

import re
from collections.abc import Callable, Sequence

from jiangyi.core import compile_late
from jiangyi.readers.dialect.lines import ConversionLog, NumberedLine, find_code_lines
from jiangyi.readers.syntax.table_rule import split_cells

BAR_ROW = compile_late(r"[ ]{0,3}\|.*\|[ \t]*$")
RULE_ROW = compile_late(r"[ ]{0,3}\|[-:| \t]*-[-:| \t]*$")
OPEN_ROW = compile_late(r"(?![ \t>|\\&#*+:-])[^|`$]*[^|`$\s][ \u3000]*\|[ \u3000]*[^|`$\s][^`$]*$")
"""A row without bars at its ends."""
TAB_ROW = compile_late(r"(?![ \t>|\\&#*+-])[^\t]+(?:\t+[^\t]+)+$")
OTHER_ROW = compile_late(r"[A-HＡ-Ｈ(（\[【①-⑳\d]+[.．、:：)）\]】]|[①-⑳]|参?考?答案|[一二三四五六七八九十]+、")
"""The beginning of options, questions and answers, which tabs only set apart."""
FEWEST = 2


def rewrite_tables(lines: list[NumberedLine], log: ConversionLog) -> list[NumberedLine]:
    """The lines with each table as Markdown has it, outside code."""
    if not any("|" in line or "\t" in line for _, line in lines):
        return lines
    code = find_code_lines(lines)
    out: list[NumberedLine] = []
    at = 0
    while at < len(lines):
        line = lines[at][1]
        read = next((reading for row, reading in READINGS if row.match(line)), None) if at not in code else None
        end, made = read(lines, at) if read else (at + 1, ())
        if made:
            log.add(lines[at][0], "table-typed", line.strip(), made[0][1])
        out += made or lines[at:end]
        at = end
    return out


Reading = tuple[int, Sequence[NumberedLine]]
"""The index after some lines, and what replaces them; nothing where they stay."""


def _read_bars(lines: list[NumberedLine], at: int) -> Reading:
    """Rows between bars: those that have no line below the head, or one of another number of columns, get one."""
    end = _find_end(lines, at, lambda line: BAR_ROW.match(line) is not None)
    rows = lines[at:end]
    columns = len(split_cells(rows[0][1]))
    ruled = [n for n, (_, line) in enumerate(rows) if RULE_ROW.match(line)]
    if len(rows) < FEWEST or columns < FEWEST or ruled not in ([], [1]) or (ruled and len(split_cells(rows[1][1])) == columns):
        return end, ()
    return end, _insert_rule(rows[:1] + rows[1 + len(ruled) :], columns)


def _read_tabs(lines: list[NumberedLine], at: int) -> Reading:
    """A paragraph of lines whose cells are parted by tabs, each as many."""
    count = len(_split_tabs(lines[at][1]))
    end = _find_end(lines, at, lambda line: TAB_ROW.match(line) is not None and len(_split_tabs(line)) == count)
    rows = lines[at:end]
    is_paragraph = (not at or not lines[at - 1][1].strip()) and (end == len(lines) or not lines[end][1].strip())
    if len(rows) < FEWEST or not is_paragraph or any(OTHER_ROW.match(line) for _, line in rows):
        return end, ()
    return end, _insert_rule(
        [(n, f"| {' | '.join(cell.replace('|', '&#124;') for cell in _split_tabs(line))} |") for n, line in rows], count
    )


def _read_open(lines: list[NumberedLine], at: int) -> Reading:
    """A paragraph of lines whose cells are parted by bars, each as many."""
    count = lines[at][1].count("|")
    end = _find_end(lines, at, lambda line: OPEN_ROW.match(line) is not None and line.count("|") == count)
    is_paragraph = (not at or not lines[at - 1][1].strip()) and (end == len(lines) or not lines[end][1].strip())
    rows = [(number, f"| {line.strip()} |") for number, line in lines[at:end]]
    return (end, _insert_rule(rows, count + 1)) if len(rows) >= FEWEST and is_paragraph else (end, ())


READINGS: tuple[tuple[re.Pattern[str], Callable[[list[NumberedLine], int], Reading]], ...] = (
    (BAR_ROW, _read_bars),
    (TAB_ROW, _read_tabs),
    (OPEN_ROW, _read_open),
)
"""What reads the rows that a line begins."""


def _insert_rule(rows: list[NumberedLine], columns: int) -> list[NumberedLine]:
    """The rows with the line that makes the first one the head."""
    return [rows[0], (rows[0][0], "|" + "---|" * columns), *rows[1:]]


def _find_end(lines: list[NumberedLine], at: int, continues: Callable[[str], bool]) -> int:
    return next((n for n in range(at + 1, len(lines)) if not continues(lines[n][1])), len(lines))


def _split_tabs(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\t+", line.strip())]
