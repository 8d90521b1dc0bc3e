"""Conversion of text to the cells of squared paper by the rules of the 申论 exam.

The sources are GB/T 15834-2011 §5.1 for the position of punctuation marks, and the answer sheets of the exam: 25 cells per row, two
empty cells before a paragraph, one cell per Chinese character or mark, two digits or Latin letters per cell, a count at every hundredth
cell.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

COLUMNS = 25
"""Cells per row: 24 such rows are the 600 cells of a page of the answer sheet."""
ROW_LENGTHS = (COLUMNS, 22, 20, 18, 16, 15, 12, 10, 8, 6)
"""Cells per row as squared paper is sold, the most first."""
INDENT = 2
"""Empty cells before a paragraph."""
COUNTED = 100
"""Cells between two count marks."""
MARGIN = 10
"""Percent of space beyond the word limit."""

OPENING = frozenset("“‘「『（〔［【《〈｛([{")
"""Marks that must not end a row (GB/T 15834 §5.1.3)."""
CLOSING = frozenset("。．，、；：？！”’」』）〕］】》〉｝·～,.;:?!)]}%／")
"""Marks that must not begin a row (GB/T 15834 §5.1.1 to 5.1.9): they share the last cell of the row before."""
DOUBLE = frozenset("—…")
"""Marks of two cells, —— and ……, which are never split (GB/T 15834 §5.1.4, §5.1.5)."""
STRONG = frozenset("？！")
"""Marks of which two take one cell and three take two cells (GB/T 15834 §5.1.2)."""
STOPS = frozenset("。？！，")
CLOSING_QUOTES = frozenset("”’」』")
OPENING_QUOTES = frozenset("“‘「『")


@dataclass(frozen=True, slots=True)
class SquaredPaperRules:
    """The width of the paper, and the rules on which the sources disagree."""

    columns: int = COLUMNS
    """Cells per row, at least 4."""
    quotes: Literal["one", "two"] = "one"
    """Whether `：“` and `。”` take one cell, as is customary in the exam, or two (GB/T 15834 §5.1.3)."""
    dashes: Literal["squeeze", "carry"] = "squeeze"
    """Whether —— and …… before a single last cell are squeezed into it or moved to the next row."""

    def __post_init__(self) -> None:
        """Raise ValueError for a row that is too short for an indent, a dash and a mark."""
        if self.columns < 4:
            raise ValueError(self.columns)


@dataclass(frozen=True, slots=True)
class PaperCell:
    """The content of a cell: nothing, one character, two narrow ones, or a character with the marks that share its cell."""

    text: str = ""
    shared: str = ""
    """Marks at the end of a row without a cell of their own; printed at the lower right."""

    @property
    def is_filled(self) -> bool:
        """True if it is not empty."""
        return bool((self.text + self.shared).strip())


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row of cells from its start; the cells after the last one are empty."""

    cells: tuple[PaperCell, ...]
    begins: bool = field(default=False, compare=False)
    """Whether it is the first row of a paragraph or title."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """An answer: paragraphs with an optional title and subtitle."""

    paragraphs: tuple[str, ...] = ()
    title: str = ""
    subtitle: str = ""
    indented: bool = True
    """True if paragraphs start with two empty cells; short answers are set flush."""


def fill_cells(answer: ModelAnswer, rules: SquaredPaperRules | None = None) -> tuple[CellRow, ...]:
    """The rows of an answer, at most `columns` cells long; no character but white space is lost."""
    rules = rules or SquaredPaperRules()
    return (
        *_center(answer.title, rules),
        *_center(answer.subtitle, rules),
        *(row for words in answer.paragraphs for row in _paragraph(words, rules, INDENT * answer.indented)),
    )


def count_filled_cells(rows: Iterable[CellRow]) -> int:
    """The number of words (字数): every filled cell counts as one."""
    return sum(cell.is_filled for row in rows for cell in row.cells)


def count_rows(limit: int, columns: int = COLUMNS, heading: int = 0) -> int:
    """The rows for an answer with a word limit: MARGIN percent more, in whole rows, plus the rows of a heading."""
    cells = -(-limit * (100 + MARGIN) // 100)
    return -(-cells // columns) + heading


def list_count_marks(row: int, columns: int = COLUMNS) -> dict[int, int]:
    """The count marks of a row, counted from 0: the number of cells up to a cell, by its index in the row."""
    first = row * columns
    return {cell: first + cell + 1 for cell in range(columns) if (first + cell + 1) % COUNTED == 0}


def _center(words: str, rules: SquaredPaperRules) -> Iterator[CellRow]:
    """The centred rows of a title; a long one is split into rows of similar length."""
    if not words.strip():
        return
    widths = (replace(rules, columns=columns) for columns in range(4, rules.columns + 1))
    least = len(_flow(words, rules, 0))
    for number, row in enumerate(next(rows for width in widths if len(rows := _flow(words, width, 0)) == least)):
        yield CellRow((PaperCell(),) * ((rules.columns - len(row)) // 2) + tuple(row), not number)


def _paragraph(words: str, rules: SquaredPaperRules, indent: int) -> Iterator[CellRow]:
    if words.strip():
        yield from (CellRow(tuple(row), not number) for number, row in enumerate(_flow(words, rules, indent)))


def _flow(words: str, rules: SquaredPaperRules, indent: int) -> list[list[PaperCell]]:
    """The rows of a paragraph."""
    paper = _Paper(rules, [[PaperCell()] * indent])
    for word in _split_words(words.strip()):
        paper.put(word)
    return paper.rows


def _split_words(line: str) -> Iterator[str]:
    """Split a paragraph into units that are placed at once: a character with its combining marks, or a run of ——, …… or ？！."""
    for mark, group in groupby(_characters(line), key=_run_of):
        run = list(group)
        step = {"—": 2, "…": 2, "？": 2}.get(mark, 1)
        yield from ("".join(run[at : at + step]) for at in range(0, len(run), step))


def _run_of(character: str) -> str:
    """The kind of run that a character belongs to; empty where it is a unit of its own."""
    if character in DOUBLE:
        return character
    return "？" if character in STRONG else ""


def _characters(line: str) -> Iterator[str]:
    """Characters with their combining marks. White space counts between two half-width characters, and where it is a cell wide."""
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
    """True for ASCII characters, of which two share a cell."""
    return len(character) == 1 and " " <= character <= "~"


@dataclass
class _Paper:
    """The rows written so far; text is appended to the last one."""

    rules: SquaredPaperRules
    rows: list[list[PaperCell]] = field(default_factory=lambda: [[]])

    @property
    def row(self) -> list[PaperCell]:
        return self.rows[-1]

    @property
    def room(self) -> int:
        """The empty cells at the end of the row."""
        return self.rules.columns - len(self.row)

    def put(self, word: str) -> None:
        """Place one unit."""
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
        """True if a quotation mark shares the cell of the mark before it; an opening one does not at the end of a row."""
        if self.rules.quotes == "two" or last.shared:
            return False
        if word in OPENING_QUOTES:
            return last.text == "：" and self.room > 0
        return word in CLOSING_QUOTES and len(last.text) == 1 and last.text in STOPS

    def append(self, cells: Sequence[PaperCell]) -> None:
        """Fill the next cells; a unit that must not be split goes to a new row where the current one is too short."""
        if len(cells) > self.room and (self.rules.dashes == "carry" or not self.room):
            self.begin_row()
        if len(cells) > self.room:
            cells = [PaperCell("".join(cell.text for cell in cells))]
        self.row.extend(cells)

    def begin_row(self) -> None:
        """Begin a new row, and move opening marks at the end of the current one to it unless that would empty it."""
        carried: list[PaperCell] = []
        while self.row and self.row[-1].text.endswith(tuple(OPENING)) and not self.row[-1].shared:
            text = self.row.pop().text
            if text[0] in CLOSING:  # `：“` in one cell
                self.row.append(PaperCell(text[:-1]))
                text = text[-1]
            carried.insert(0, PaperCell(text))
        pairs = [place for place, cell in enumerate(carried) if cell.text[0] not in OPENING]
        if pairs and not any(cell.is_filled for cell in self.row):  # `0(` in one cell: only its mark moves
            last = pairs[-1]
            text = carried[last].text
            self.row.extend((*carried[:last], PaperCell(text[:-1])))
            carried = [PaperCell(text[-1]), *carried[last + 1 :]]
        if any(cell.is_filled for cell in self.row):
            self.rows.append(carried)
        else:  # a row of nothing but opening marks stays as it is
            self.row.extend(carried)
            self.rows.append([])
