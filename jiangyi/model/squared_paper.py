"""An answer on squared paper: text to cells by the rules of the 申论 exam, a pure function.

The sources are GB/T 15834-2011 §5.1 for the places of punctuation marks and the answer cards of the exam: 25 cells a row, two empty cells
before a paragraph, one cell a Chinese character or mark, two digits or Latin letters a cell, a count at every hundredth cell.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

COLUMNS = 25
"""Cells a row: 24 such rows are the 600 cells of a side of the answer card."""
INDENT = 2
"""Empty cells before a paragraph."""
COUNTED = 100
"""A mark stands at every so many cells."""
MARGIN = 10
"""Percent of room beyond the limit of words."""

OPENING = frozenset("“‘「『（〔［【《〈｛([{")
"""Marks that no row ends with (GB/T 15834 §5.1.3)."""
CLOSING = frozenset("。．，、；：？！”’」』）〕］】》〉｝·～,.;:?!)]}%／")
"""Marks that no row begins with (GB/T 15834 §5.1.1 to 5.1.9): they share the last cell of the row before."""
DOUBLE = frozenset("—…")
"""Marks that take two cells, —— and ……, and are never parted (GB/T 15834 §5.1.4, §5.1.5)."""
STRONG = frozenset("？！")
"""Marks of which two stand in a cell and three in two cells (GB/T 15834 §5.1.2)."""
STOPS = frozenset("。？！，")
CLOSING_QUOTES = frozenset("”’」』")
OPENING_QUOTES = frozenset("“‘「『")


@dataclass(frozen=True, slots=True)
class SquaredPaperRules:
    """What the sources disagree on, and the width of the paper."""

    columns: int = COLUMNS
    """Cells a row, at least 4."""
    quotes: Literal["one", "two"] = "one"
    """Whether `：“` and `。”` stand in one cell, as is the custom of the exam, or in one each (GB/T 15834 §5.1.3)."""
    dashes: Literal["squeeze", "carry"] = "squeeze"
    """What becomes of —— and …… before a single last cell: squeezed into it, or carried to the next row."""

    def __post_init__(self) -> None:
        """Refuse a row that an indent, a dash and a mark do not fit in."""
        if self.columns < 4:
            raise ValueError(self.columns)


@dataclass(frozen=True, slots=True)
class PaperCell:
    """What stands in one cell: nothing, one character, two narrow ones, or a character with the marks that share its cell."""

    text: str = ""
    shared: str = ""
    """The marks of the row's end that found no cell of their own, at the lower right."""

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return bool((self.text + self.shared).strip())


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row of cells, each at its place; those behind the last are empty."""

    cells: tuple[PaperCell, ...]


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """An answer to set: paragraphs below a title and a subtitle, which may both be missing."""

    paragraphs: tuple[str, ...] = ()
    title: str = ""
    subtitle: str = ""
    indented: bool = True
    """Whether paragraphs begin with two empty cells; small questions are set flush."""


def fill_cells(answer: ModelAnswer, rules: SquaredPaperRules | None = None) -> tuple[CellRow, ...]:
    """The rows of an answer; none is longer than the paper is wide, and no character but white space is lost."""
    rules = rules or SquaredPaperRules()
    return (
        *_centred(answer.title, rules),
        *_centred(answer.subtitle, rules),
        *(row for words in answer.paragraphs for row in _paragraph(words, rules, INDENT * answer.indented)),
    )


def count_filled_cells(rows: Iterable[CellRow]) -> int:
    """The number of words, 字数: every cell that is written in counts as one."""
    return sum(cell.is_filled for row in rows for cell in row.cells)


def count_rows(limit: int, columns: int = COLUMNS, heading: int = 0) -> int:
    """The rows of paper for an answer of so many words: a tenth more than the limit, in whole rows, and those of a heading."""
    cells = -(-limit * (100 + MARGIN) // 100)
    return -(-cells // columns) + heading


def list_count_marks(row: int, columns: int = COLUMNS) -> dict[int, int]:
    """The count marks of a row, rows counted from 0: by the place of the cell in the row, how many cells there are up to it."""
    first = row * columns
    return {cell: first + cell + 1 for cell in range(columns) if (first + cell + 1) % COUNTED == 0}


def join_text(rows: Iterable[CellRow]) -> str:
    """All that is written, in reading order."""
    return "".join(cell.text + cell.shared for row in rows for cell in row.cells)


def _centred(words: str, rules: SquaredPaperRules) -> Iterator[CellRow]:
    """A title on rows of its own; one that is too long is parted into rows as even as can be."""
    if not words.strip():
        return
    widths = (replace(rules, columns=columns) for columns in range(4, rules.columns + 1))
    least = len(_flow(words, rules, 0))
    for row in next(rows for width in widths if len(rows := _flow(words, width, 0)) == least):
        yield CellRow((PaperCell(),) * ((rules.columns - len(row)) // 2) + tuple(row))


def _paragraph(words: str, rules: SquaredPaperRules, indent: int) -> Iterator[CellRow]:
    if words.strip():
        yield from (CellRow(tuple(row)) for row in _flow(words, rules, indent))


def _flow(words: str, rules: SquaredPaperRules, indent: int) -> list[list[PaperCell]]:
    """The rows of a paragraph."""
    paper = _Paper(rules, [[PaperCell()] * indent])
    for word in _words(words.strip()):
        paper.put(word)
    return paper.rows


def _words(line: str) -> Iterator[str]:
    """A paragraph in what is put down at once: a character with what combines with it, a run of —— …… or ？！."""
    for mark, group in groupby(_characters(line), key=_run_of):
        run = list(group)
        step = {"—": 2, "…": 2, "？": 2}.get(mark, 1)
        yield from ("".join(run[at : at + step]) for at in range(0, len(run), step))


def _run_of(character: str) -> str:
    """The name of the run that a character belongs to; empty where it stands alone."""
    if character in DOUBLE:
        return character
    return "？" if character in STRONG else ""


def _characters(line: str) -> Iterator[str]:
    """Characters with what combines with them. Blanks count between two half-width characters, or where they are a cell wide."""
    pending, before = "", ""
    for character in line:
        if character == "\u3000":
            blank, pending = character, ""
        elif character.isspace():
            pending = " "
            continue
        elif before and (unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf") or before[-1] == "\u200d"):
            before += character
            continue
        else:
            blank = ""
        if before:
            yield before
            if pending and _is_half(before) and _is_half(character):
                yield pending
        pending, before = "", blank or character
    if before:
        yield before


def _is_half(character: str) -> bool:
    """Whether two of a character stand in a cell: digits, Latin letters and their marks."""
    return len(character) == 1 and " " <= character <= "~"


@dataclass
class _Paper:
    """Rows that are being written; the last one grows."""

    rules: SquaredPaperRules
    rows: list[list[PaperCell]] = field(default_factory=lambda: [[]])

    @property
    def row(self) -> list[PaperCell]:
        return self.rows[-1]

    @property
    def room(self) -> int:
        """Empty cells at the end of the row."""
        return self.rules.columns - len(self.row)

    def put(self, word: str) -> None:
        """Write down one character, or a mark that stands in one piece."""
        last = self.row[-1] if self.row else PaperCell()
        if _is_half(word) and len(last.text) == 1 and _is_half(last.text) and not last.shared:
            self.row[-1] = PaperCell(last.text + word)
        elif self.joins(last, word):
            self.row[-1] = PaperCell(last.text + word, last.shared)
        elif self.room == 0 and word[0] in CLOSING:
            self.row[-1] = PaperCell(last.text, last.shared + word)
        else:
            self.append([PaperCell(mark) for mark in word] if word[0] in DOUBLE else [PaperCell(word.strip("\u3000"))])

    def joins(self, last: PaperCell, word: str) -> bool:
        """Whether a quotation mark stands in the cell of the mark before it; an opening one does not at the row's end."""
        if self.rules.quotes == "two" or last.shared:
            return False
        if word in OPENING_QUOTES:
            return last.text == "：" and self.room > 0
        return word in CLOSING_QUOTES and len(last.text) == 1 and last.text in STOPS

    def append(self, cells: Sequence[PaperCell]) -> None:
        """Write in the next cells; what may not be parted goes to a new row where the old one has too little room."""
        if len(cells) > self.room and (self.rules.dashes == "carry" or not self.room):
            self.turn()
        if len(cells) > self.room:
            cells = [PaperCell("".join(cell.text for cell in cells))]
        self.row.extend(cells)

    def turn(self) -> None:
        """Begin a new row; opening marks at the end of the old one go with it, where that leaves something behind."""
        carried: list[PaperCell] = []
        while self.row and self.row[-1].text.endswith(tuple(OPENING)) and not self.row[-1].shared:
            text = self.row.pop().text
            if text[0] in CLOSING:  # `：“` in one cell
                self.row.append(PaperCell(text[:-1]))
                text = text[-1]
            carried.insert(0, PaperCell(text))
        if any(cell.is_filled for cell in self.row):
            self.rows.append(carried)
        else:  # a row of nothing but opening marks is left as it is
            self.row.extend(carried)
            self.rows.append([])
