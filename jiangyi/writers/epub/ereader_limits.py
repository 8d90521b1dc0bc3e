"""Report what some e-readers refuse in a book and the program cannot change: large tables, rare languages, many pictures."""

import re
from collections.abc import Iterable, Iterator

from jiangyi.core import WHOLE_FILE, Message, Report
from jiangyi.ereaders import EMAIL_SIZE, HIDDEN_TEXT, KINDLE_LANGUAGES, TABLE_CELLS, TABLE_COLUMNS, TABLE_ROWS, TABLE_TEXT
from jiangyi.model import Book, Cell, Table, all_blocks, inline, iter_texts, walk_blocks

MEGABYTE = 1024 * 1024
MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
ROWS, COLUMNS = Message("rows", "行数"), Message("columns", "列数")
CELLS, CHARACTERS = Message("cells", "单元格数"), Message("characters", "字数")
SHOWN = 12
"""Characters of a table's caption in a message."""


def report_ereader_limits(book: Book, report: Report) -> None:
    """Report tables and languages that e-readers refuse."""
    for lang in dict.fromkeys((book.head.lang, *(handout.lang for handout in book.handouts))):
        if lang.partition("-")[0].lower() not in KINDLE_LANGUAGES:
            report.add("ereader-language", WHOLE_FILE, lang=lang)
    for table in (block for handout in book.handouts for block in all_blocks(handout) if isinstance(block, Table)):
        for what, size, limit in _measure_table(table):
            if size > limit:
                report.add("ereader-table", WHOLE_FILE, table=_name_table(table), what=what, size=size, limit=limit, block=table.id)
                break


def report_hidden_text(documents: Iterable[str], report: Report) -> None:
    """Report formulas of so many characters that Kindle may refuse the book: it shows their MathML or their text, and hides the other."""
    size = sum(len(TAG.sub("", one[0])) for html in documents if "<math" in html for one in MATH.finditer(html))
    if size > HIDDEN_TEXT.limit:
        report.add("ereader-formulas", WHOLE_FILE, size=size)


def report_file_size(data: bytes, report: Report) -> None:
    """Report a finished EPUB that no e-mail carries to a Kindle."""
    if len(data) > EMAIL_SIZE.limit:
        report.add("ereader-size", WHOLE_FILE, size=len(data) // MEGABYTE, limit=EMAIL_SIZE.limit // MEGABYTE)


def _measure_table(table: Table) -> Iterator[tuple[Message, int, int]]:
    """What is limited of a table: its name, its number, and the limit."""
    rows = [row for row in (table.columns, *table.rows) if row]
    widths = [sum(cell.colspan if isinstance(cell, Cell) else 1 for cell in row) for row in rows]
    yield ROWS, len(rows), TABLE_ROWS.limit
    yield COLUMNS, max(widths, default=0), TABLE_COLUMNS.limit
    yield CELLS, sum(map(len, rows)), TABLE_CELLS.limit
    yield CHARACTERS, sum(map(len, _list_words(table))), TABLE_TEXT.limit


def _list_words(table: Table) -> Iterator[str]:
    """The texts of a table, also those of blocks in its cells."""
    for node in (table, *walk_blocks(table)):
        yield from (inline.to_plain_text(text.inlines).strip() for text in iter_texts(node))


def _name_table(table: Table) -> str:
    words = next(filter(None, _list_words(table)), table.id)
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"
