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
INSET = 4.0
"""Em that an answer is narrower than the text area."""
ESSAY = 600
"""The fewest words of an essay, which has a title and indented paragraphs; shorter answers are set flush."""
EDGE = 3.5
"""The margin in mm at both sides of a page that stays free even where a handout requests large cells."""
LINE = 0.4 * 25.4 / 72
"""The width of the lines of squared paper in mm: 0.4 pt."""
SMALLEST = 5.0
"""The smallest cell that can be written in, in mm."""
READABLE = 6.0
"""The cell size in mm on a page that is too narrow for the requested columns."""
WRITTEN = 7.2
"""The width in mm of a handwritten character."""
SPARE = 1.1
"""How much more room there is than a limit needs, for corrections."""
USUAL_LINES = {"lines": 4, "box": 6, "blank": 6}
"""The ruled lines of an answer space without a limit."""
IN_CELLS = (Str, Strong, Emph, Highlight, Cloze, Break)
"""The inline content that squared paper shows as characters."""
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
    return ceil((sum(ceil((measure_em(str(text)) + INSET) / (measure - INSET)) for text in words) + heads) / ROW)


def count_question_lines(exercise: Exercise, measure: float) -> int:
    """The lines that its question takes without materials and options, by an estimate: a text at least one; `measure` is in em."""
    texts = [text for block in exercise.stem for part in (block, *walk_blocks(block)) for text in iter_texts(part)]
    return sum(max(1, ceil((measure_em(str(text)) + INSET) / measure)) for text in texts)


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
    """The width for squared paper in mm."""
    measure: float
    """The width of the text area in em of the body font."""
    cell: float = 0.0
    """The smallest cell of squared paper in mm, on pages that are wide enough."""
    colour: str = "black"
    """The colour of the lines of squared paper."""
    max_width: float = 0.0
    """The width for squared paper in mm where a handout requests larger cells."""
    lines: float = 37.0
    """The lines of text on a page."""

    em: float = 11 * 25.4 / 72
    """The size of the body font in mm."""

    @property
    def half_page(self) -> int:
        """The ruled lines, or rows of squared paper, that half a page holds."""
        return int(self.lines / 2 / ROW)


def read_answer_sheet(properties: Mapping[str, str]) -> AnswerSheet:
    """Read the dimensions from the custom properties of a stylesheet.

    Squared paper extends into both margins equally, but leaves an edge of the smaller one for printers, staples and punched holes.
    """
    names = ("page-width", "inner", "outer", "binding", "size", "cell-least", "cell-edge")
    page, inner, outer, binding, size, least, edge = (to_millimetres(properties[f"--{name}"]) for name in names)
    text = page - inner - binding - outer
    margin = min(inner + binding, outer)
    width, max_width = (text + 2 * max(0.0, margin - free) for free in (edge, EDGE))
    return AnswerSheet(width, text / size, least, properties["--grid-colour"], max_width, float(properties["--lines"]), size)


def count_space_lines(exercise: Exercise, sheet: AnswerSheet) -> int:
    """The ruled lines of its answer space: as requested, else as many as its limit needs in handwriting, else the usual number."""
    space, limit = exercise.answer_space, exercise.limit
    if space.size or space.kind in ("none", "grid"):
        return space.size
    per_line = max(1, int(sheet.measure * sheet.em / WRITTEN))
    return ceil(limit.words * SPARE / per_line) if limit else USUAL_LINES[space.kind]


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
    colour: str
    """Of its lines."""

    @property
    def frame(self) -> str:
        """The lines of a row as an SVG data URI: one image for all rows is cheaper than a box per cell."""
        width, height = self.columns * self.cell + LINE, self.cell
        cells = "".join(
            f'<rect x="{at * self.cell + LINE / 2:.3f}" y="{LINE / 2:.3f}" width="{self.cell:.3f}" height="{height - LINE:.3f}"/>'
            for at in range(self.columns)
        )
        size = f'width="{width:.3f}mm" height="{height:.3f}mm" viewBox="0 0 {width:.3f} {height:.3f}"'
        drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none" stroke="{self.colour}" stroke-width="{LINE:.3f}">{cells}</svg>'
        return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


def lay_out_squared_paper(exercise: Exercise, grid: Grid, sheet: AnswerSheet) -> SquaredPaper:
    """Lay out the squared paper of an exercise, with rows for its word limit and for its model answer.

    On a page that is too narrow cells are smaller; where they would be too small to write in, there are fewer per row.
    """
    requested, columns = float(grid.cell), grid.columns
    width = sheet.max_width if requested > sheet.cell > 0 else sheet.width
    cell = min(max(requested, sheet.cell), width / columns)
    if cell < SMALLEST:
        columns = max(4, int(width / READABLE))
        cell = width / columns
    answer = extract_model_answer(exercise) if fits_cells(exercise) else ModelAnswer(())
    written = fill_cells(answer, SquaredPaperRules(columns, grid.quotes, grid.dashes))
    limit = exercise.limit
    count = exercise.answer_space.size or (count_rows(limit.words, columns, int(is_essay(exercise))) if limit else SMALLEST_ROWS)
    blank = (PaperCell(),) * columns
    cells = [row.cells + blank[len(row.cells) :] for row in written] + [blank] * (count - len(written))
    rows = tuple(SquaredPaperRow(row, tuple(list_count_marks(number, columns).items())) for number, row in enumerate(cells))
    return SquaredPaper(columns, floor(cell * 100 + 1e-6) / 100, rows, count_filled_cells(written), sheet.colour)


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
