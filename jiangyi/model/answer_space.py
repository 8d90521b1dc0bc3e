"""Space for answers: ruled lines, and squared paper as it is printed."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import ceil, floor
from typing import Any
from unicodedata import east_asian_width

from jiangyi.core import to_millimetres
from jiangyi.model.blocks.answers import Solution
from jiangyi.model.blocks.base import Block, Blocks, Node
from jiangyi.model.blocks.exercise import CHOICES, Exercise
from jiangyi.model.blocks.paragraph import Paragraph
from jiangyi.model.document import Grid, iter_texts, map_children, walk_blocks
from jiangyi.model.inline import Break, Cloze, Emph, Highlight, Str, Strong, Text, measure_em, walk_inlines
from jiangyi.model.squared_paper import (
    COLUMNS,
    ROW_LENGTHS,
    ModelAnswer,
    PaperCell,
    SquaredPaperRules,
    count_filled_cells,
    count_rows,
    fill_cells,
    list_count_marks,
)

BRACKET_WIDTH = 2.5
"""The smallest width inside a bracket in em: one letter, or 正确 or 错误."""
CHOICE = 0.75
"""Em per letter in a bracket, where all options may be correct."""
BRACKET = re.compile(r"(?<=[（(])\s*(?=[）)])")
"""The inside of an empty bracket."""
ROW = 1.5
"""The height of a ruled line, in lines of text."""
GAP = 0.5
"""The space above an answer that is set over the space for it, in lines of text."""
INSET = 4.0
"""Em that an answer is narrower than the text area."""
TOGETHER = 4
"""The rows or lines that are at least together on a page, where there are more of them."""
ESSAY = 600
"""The fewest words of an essay, which has a title and indented paragraphs; shorter answers are set flush."""
EDGE = 5.0
"""The margin in mm at both sides of a page that stays free even where a handout requests large cells: printers leave about 4 mm white."""
LINE = 0.35 * 25.4 / 72
"""The usual width of the lines of squared paper in mm: 0.35 pt."""
ROUNDING = 1e-6
"""Of lengths in mm."""
SMALLEST = 5.0
"""The smallest cell that can be written in, in mm."""
SQUEEZED = 0.8
"""How small a cell may be, relative to the smallest of the paper, where a handout sets the number of them."""
LARGEST = 8.0
"""The largest cell that is chosen, in mm; or a tenth larger than the smallest one of the paper."""
WRITTEN = 7.2
"""The width in mm of a handwritten character."""
SPARE = 1.1
"""How much more room there is than a limit needs, for corrections."""
USUAL_LINES = {"lines": 4, "box": 6, "blank": 6}
"""The ruled lines of an answer space without a limit."""
IN_CELLS = (Str, Strong, Emph, Highlight, Cloze, Break)
"""The inline content that squared paper shows as characters."""
FIELD_LINE = (4.5, 7.0)
"""The least and the usual length of a line for a name or mark, in em."""
FIELD_GAP = 2.0
"""Em between a field and its line, and between it and the next one."""
SMALLEST_ROWS = 4
"""Rows of squared paper without a word limit."""


def count_key_columns(solutions: Sequence[Solution], measure: float) -> int:
    """The answers in a row of the answer table, at most 10; `measure` is the width of the text area in em."""
    widest = max(measure_em(solution.brief) for solution in solutions) + 2
    return max(1, min(10, int((measure - 4) // max(widest, 3.6))))


def count_answer_lines(exercise: Exercise, measure: float) -> int:
    """The ruled lines that its answer needs with explanation and scoring points, by a generous estimate; `measure` is in em."""
    inside = (exercise.answer, exercise.explanation)
    words = [text for blocks in inside for block in blocks for part in (block, *walk_blocks(block)) for text in iter_texts(part)]
    words += [point.text for point in exercise.scoring]
    heads = bool(exercise.scoring) + bool(words)
    return ceil((sum(ceil((measure_em(str(text)) + INSET) / (measure - INSET)) for text in words) + heads + GAP) / ROW)


def count_question_lines(exercise: Exercise, measure: float) -> int:
    """The lines that its question takes without materials and options, by an estimate: a text at least one; `measure` is in em."""
    texts = [text for block in exercise.stem for part in (block, *walk_blocks(block)) for text in iter_texts(part)]
    return sum(max(1, ceil((measure_em(str(text)) + INSET) / measure)) for text in texts)


def measure_field_lines(fields: Sequence[str], total: str, measure: float) -> tuple[float, bool]:
    """The length of the lines of a strip for name and mark in em, so that its fields are in one row, and whether the total is in it too."""
    least, usual = FIELD_LINE
    spare = measure - sum(measure_em(field) + FIELD_GAP for field in fields)
    count = max(1, len(fields))
    beside = (spare - measure_em(total)) / count
    if beside >= least or not total:
        return round(min(usual, beside) if beside >= least else usual, 2), True
    return round(spare / count if spare / count >= least else usual, 2), False


def fill_bracket(exercise: Exercise, name: str) -> Blocks:
    """Its question with the answer in its only empty bracket, as a Cloze with the id `name`; unchanged without such a bracket."""
    kind = exercise.effective_kind
    letters = exercise.chosen_letters if kind in CHOICES else exercise.brief_answer if kind == "judge" else ""
    strings = [item for block in exercise.stem for text in iter_texts(block) for item in text.inlines if isinstance(item, Str)]
    found = [(item, match) for item in strings for match in BRACKET.finditer(item.text)]
    if not letters or len(found) != 1:
        return exercise.stem
    ((blank, at),) = found
    parts = (Str(blank.text[: at.start()]), Cloze((Str(letters),), name), Str(blank.text[at.end() :]))

    def visit(node: Any) -> Any:
        if isinstance(node, Text):
            return Text(tuple(chain.from_iterable(parts if item is blank else (item,) for item in node.inlines)))
        return map_children(node, visit) if isinstance(node, Node) else node

    return tuple(visit(block) for block in exercise.stem)


def measure_bracket(exercise: Exercise) -> float:
    """The width inside its bracket in em: the same for any answer, so that it does not reveal how many options are correct."""
    return max(BRACKET_WIDTH, CHOICE * len(exercise.options))


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """The dimensions of a page that answer space depends on."""

    width: float
    """The width of the text area in mm."""
    measure: float
    """The width of the text area in em of the body font."""
    cell: float = 0.0
    """The smallest cell of squared paper in mm that is chosen."""
    colour: str = "black"
    """The colour of the lines of squared paper."""
    line: float = LINE
    """Their width in mm."""
    max_width: float = 0.0
    """The width for squared paper in mm where a handout requests the cells of the examination."""
    off_centre: float = 0.0
    """How far the middle of the text is from that of the page, without the additional margin for binding, in mm."""
    lines: float = 37.0
    """The lines of text on a page."""

    em: float = 11 * 25.4 / 72
    """The size of the body font in mm."""

    is_written: bool = True
    """Whether one can write on it by hand: not on a phone or a projected slide."""
    is_slide: bool = False
    """Whether its pages are divided by content."""

    @property
    def unbroken(self) -> int:
        """The most ruled lines, or rows of squared paper, that are kept on one page: those of a quarter of it."""
        return int(self.lines / 4 / ROW)


def read_answer_sheet(properties: Mapping[str, str]) -> AnswerSheet:
    """Read the dimensions from the custom properties of a stylesheet.

    Squared paper with the cells of the examination extends into both margins, but leaves edges of the page for printers.
    """
    names = ("page-width", "inner", "outer", "binding", "size", "cell-least", "stroke-grid")
    page, inner, outer, binding, size, least, line = (to_millimetres(properties[f"--{name}"]) for name in names)
    text = page - inner - binding - outer
    is_turned = inner < outer < inner + binding  # the wider margin is the inner one, with that for binding alone
    side = outer if is_turned else (inner + outer) / 2
    max_width = text + 2 * max(0.0, side - EDGE)
    off_centre = 0.0 if is_turned else abs(inner - outer) / 2
    lines, colour = float(properties["--lines"]), properties["--grid-colour"]
    return AnswerSheet(
        width=text,
        measure=text / size,
        cell=least,
        colour=colour,
        line=line,
        max_width=max_width,
        off_centre=off_centre,
        lines=lines,
        em=size,
        is_written=is_written_on(properties),
        is_slide=properties.get("--breaks") == "content",
    )


def is_written_on(properties: Mapping[str, str]) -> bool:
    """True for the custom properties of a paper with space for answers."""
    return properties.get("--answer-space") != "none"


def count_space_lines(exercise: Exercise, sheet: AnswerSheet) -> int:
    """The ruled lines of its answer space: as requested, else as many as its limit needs in handwriting, else the usual number."""
    space, limit = exercise.answer_space, exercise.limit
    if space.size or space.kind in ("none", "grid"):
        return space.size
    per_line = max(1, int(sheet.measure * sheet.em / WRITTEN))
    return ceil(limit.words * SPARE / per_line) if limit else USUAL_LINES[space.kind]


def is_held(number: int, count: int) -> bool:
    """True if a row, counted from 0, is on the page of the next one: rows are broken in pairs, and no few of them are alone on a page."""
    return number < count - 1 and (number % 2 == 0 or number < TOGETHER - 1 or number >= count - TOGETHER)


@dataclass(frozen=True, slots=True)
class CellRun:
    """The text of a cell, or of adjacent cells with one full-width character each, which are set as one text."""

    at: int
    """The index of its first cell in the row."""
    text: str
    shared: str = ""
    """The punctuation marks that share the last cell."""
    is_full_width: bool = True
    """True for full-width characters."""

    @property
    def is_pair(self) -> bool:
        """True for several half-width characters in one cell."""
        return len(self.text) > 1 and not self.is_full_width


@dataclass(frozen=True, slots=True)
class SquaredPaperRow:
    """A row of squared paper: its cells, and the count marks below it as cell index and number."""

    cells: tuple[PaperCell, ...]
    counts: tuple[tuple[int, int], ...]
    is_held: bool
    """Whether it is on the page of the row below."""
    begins: bool
    """Whether it is the first row of a paragraph or title."""

    @property
    def runs(self) -> tuple[CellRun, ...]:
        """Its texts."""
        found: list[CellRun] = []
        for at, cell in enumerate(self.cells):
            whole = len(cell.text) == 1 and not cell.shared and east_asian_width(cell.text) in "WF"
            last = found[-1] if found else None
            if whole and last and last.is_full_width and last.at + len(last.text) == at:
                found[-1] = replace(last, text=last.text + cell.text)
            elif cell.text or cell.shared:
                found.append(CellRun(at, cell.text, cell.shared, whole))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class SquaredPaper:
    """Squared paper with an answer."""

    columns: int
    cell: float
    """The side of a cell in mm."""
    rows: tuple[SquaredPaperRow, ...]
    word_count: int
    """The words of the answer; 0 where there is none."""
    filled: int
    """The rows of the answer."""
    colour: str
    """Of its lines."""
    line: float = LINE
    """Their width in mm."""

    @property
    def frame(self) -> str:
        """The lines of a row as an SVG data URI: one image for all rows is cheaper than a box per cell."""
        width, height, line = self.columns * self.cell + self.line, self.cell, self.line
        cells = "".join(
            f'<rect x="{at * self.cell + line / 2:.3f}" y="{line / 2:.3f}" width="{self.cell:.3f}" height="{height - line:.3f}"/>'
            for at in range(self.columns)
        )
        size = f'width="{width:.3f}mm" height="{height:.3f}mm" viewBox="0 0 {width:.3f} {height:.3f}"'
        drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none" stroke="{self.colour}" stroke-width="{line:.3f}">{cells}</svg>'
        return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


def choose_cells(grid: Grid, sheet: AnswerSheet) -> tuple[int, float]:
    """The cells per row and their side in mm: those of the examination where a handout requests them and the paper holds them.

    Otherwise as many as fill the text area with cells that can be written in.
    """
    exact, asked = float(grid.cell or 0), grid.columns or COLUMNS
    if exact and asked * exact <= sheet.max_width + ROUNDING:
        return asked, exact
    width, given = sheet.width - sheet.line, grid.columns
    fits = given and width / given >= max(SMALLEST, sheet.cell * SQUEEZED)
    columns = given if given and fits else next((many for many in ROW_LENGTHS if width / many >= sheet.cell), ROW_LENGTHS[-1])
    return columns, min(width / columns, max(LARGEST, 1.1 * sheet.cell))


def lay_out_squared_paper(exercise: Exercise, grid: Grid, sheet: AnswerSheet, below: int = 0) -> SquaredPaper:
    """Lay out the squared paper of an exercise, with rows for its word limit, and for its model answer and `below` more."""
    columns, cell = choose_cells(grid, sheet)
    answer = extract_model_answer(exercise) if fits_cells(exercise) else ModelAnswer(())
    written = fill_cells(answer, SquaredPaperRules(columns, grid.quotes, grid.dashes))
    limit = exercise.limit
    count = exercise.answer_space.size or (count_rows(limit.words, columns, int(is_essay(exercise))) if limit else SMALLEST_ROWS)
    blank = (PaperCell(),) * columns
    cells = [row.cells + blank[len(row.cells) :] for row in written] + [blank] * max(below, count - len(written))
    counts = (tuple(list_count_marks(number, columns).items()) for number in range(len(cells)))
    held = (is_held(number, len(cells)) for number in range(len(cells)))
    begins = [row.begins for row in written] + [False] * (len(cells) - len(written))
    rows = tuple(map(SquaredPaperRow, cells, counts, held, begins))
    return SquaredPaper(columns, floor(cell * 100 + 1e-6) / 100, rows, count_filled_cells(written), len(written), sheet.colour, sheet.line)


def fits_cells(exercise: Exercise) -> bool:
    """True if its answer is running text, which squared paper shows without loss: no lists, notes, links, pictures or formulas."""
    inlines = (item for block in exercise.answer for text in iter_texts(block) for item in walk_inlines(text.inlines))
    return all(isinstance(block, Paragraph) for block in exercise.answer) and all(isinstance(item, IN_CELLS) for item in inlines)


def is_essay(exercise: Exercise) -> bool:
    """True if its answer has a title and indented paragraphs."""
    return bool(exercise.limit and exercise.limit.words >= ESSAY) or bool(extract_model_answer(exercise, indented=False).title)


def extract_model_answer(exercise: Exercise, *, indented: bool | None = None) -> ModelAnswer:
    """Its model answer: a bold first paragraph is the title, and a paragraph after it that starts with —— the subtitle."""
    paragraphs = list(exercise.answer)
    title = subtitle = ""
    if paragraphs and isinstance(paragraphs[0], Paragraph) and _is_title(paragraphs[0].text):
        title = str(paragraphs.pop(0).text)
        if paragraphs and _words(paragraphs[0]).startswith("——"):
            subtitle = _words(paragraphs.pop(0))
    return ModelAnswer(tuple(map(_words, paragraphs)), title, subtitle, is_essay(exercise) if indented is None else indented)


def _is_title(text: Text) -> bool:
    return len(text.inlines) == 1 and isinstance(text.inlines[0], Strong)


def _words(block: Block) -> str:
    """The plain text of a block of an answer."""
    return "".join(str(text) for part in (block, *walk_blocks(block)) for text in iter_texts(part))
