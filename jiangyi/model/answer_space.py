"""Room to answer in: how many columns options take, how many lines an answer, and the cells of squared paper."""

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
from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.blocks.paragraph import Paragraph
from jiangyi.model.document import Grid, iter_texts, map_children, walk_blocks
from jiangyi.model.inline import Cloze, Str, Strong, Text, measure_em
from jiangyi.model.squared_paper import (
    ModelAnswer,
    PaperCell,
    SquaredPaperRules,
    count_filled_cells,
    count_rows,
    fill_cells,
    list_count_marks,
)

LETTER = 1.6
"""Em that the letter of an option takes."""
BETWEEN = 1.0
"""Em between two columns of options."""
INDENT = 2.0
"""Em that options stand in from the edge."""
BRACKET_WIDTH = 2.5
"""Em inside a bracket for a letter, or for 正确 or 错误."""
CHOICE = 0.75
"""Em that a letter takes there where all are right."""
BRACKET = re.compile(r"(?<=[（(])\s*(?=[）)])")
"""What stands in an empty bracket."""
ROW = 1.5
"""Lines of text in a ruled line."""
INSET = 4.0
"""Em that an answer is narrower than the page."""
ESSAY = 600
"""Words from which on an answer is an essay, with a title and indented paragraphs; smaller ones are set flush."""
EDGE = 3.5
"""Mm at both sides of a page that are left free even where a handout asks for large cells."""
LINE = 0.4 * 25.4 / 72
"""Mm that a line of squared paper is wide: 0.4 pt."""
SMALLEST = 5.0
"""Mm of the smallest cell that a character can be written in."""
READABLE = 6.0
"""Mm of the cells of a page that is too narrow for a whole row."""
SMALLEST_ROWS = 4
"""Of squared paper, where no limit of words is given."""


def count_option_columns(exercise: Exercise, measure: float) -> int:
    """4, 2 or 1 columns, by the widest option; `measure` is the width of the page in em."""
    widest = max((measure_em(str(option)) for option in exercise.options), default=0) + LETTER + BETWEEN
    fitting = (many for many in (4, 2) if many <= len(exercise.options) and widest <= (measure - INDENT) / many)
    return next(fitting, 1)


def count_key_columns(solutions: Sequence[Solution], measure: float) -> int:
    """How many answers stand in a row of the answer table."""
    widest = max(measure_em(solution.brief) for solution in solutions) + 2
    return max(1, min(10, int((measure - 4) // max(widest, 3.6))))


def count_answer_lines(exercise: Exercise, measure: float) -> int:
    """Ruled lines that its answer surely fits in, with explanation and scoring points."""
    inside = (exercise.answer, exercise.explanation)
    words = [text for blocks in inside for block in blocks for part in (block, *walk_blocks(block)) for text in iter_texts(part)]
    words += [point.text for point in exercise.scoring]
    heads = bool(exercise.scoring) + bool(words)
    return ceil((sum(ceil((measure_em(str(text)) + INSET) / (measure - INSET)) for text in words) + heads) / ROW)


def fill_bracket(exercise: Exercise, name: str) -> Blocks:
    """Its question with the answer in the one empty bracket that it has, as words of this name that an edition may have blank."""
    letters = {"single": exercise.chosen_letters, "multiple": exercise.chosen_letters, "judge": exercise.brief_answer}.get(
        exercise.effective_kind, ""
    )
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
    """How wide its bracket is inside, in em: as any answer may need, so that nobody can tell by it which is right, or how many are."""
    return max(BRACKET_WIDTH, CHOICE * len(exercise.options))


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A printed page as far as answers are concerned."""

    width: float
    """Mm that squared paper may take."""
    measure: float
    """Em of the body's size in a line."""
    cell: float = 0.0
    """Mm of the side of the smallest cell of squared paper, where the page is wide enough."""
    colour: str = "black"
    """Of the lines of squared paper."""
    most: float = 0.0
    """Mm that squared paper may take where larger cells are asked for."""


def read_answer_sheet(properties: Mapping[str, str]) -> AnswerSheet:
    """The sheet that the custom properties of a stylesheet make.

    Squared paper hangs out into both margins alike, as far as the smaller one has more than an edge that no printer, staple
    or hole may reach.
    """
    names = ("page-width", "inner", "outer", "binding", "size", "cell-least", "cell-edge")
    page, inner, outer, binding, size, least, edge = (to_millimetres(properties[f"--{name}"]) for name in names)
    text = page - inner - binding - outer
    margin = min(inner + binding, outer)
    free, most = (text + 2 * max(0.0, margin - kept) for kept in (edge, EDGE))
    return AnswerSheet(free, text / size, least, properties["--grid-colour"], most)


@dataclass(frozen=True, slots=True)
class CellRun:
    """What stands in one cell, or in several beside each other with one full-width character each, which are then set as one text."""

    at: int
    """The place of the first cell in its row."""
    text: str
    shared: str = ""
    """The marks that share the last cell."""
    is_full_width: bool = True
    """Whether it is of full-width characters."""


@dataclass(frozen=True, slots=True)
class SquaredPaperRow:
    """A row of squared paper, all its cells, with the counts that stand below it: place in the row, and number."""

    cells: tuple[PaperCell, ...]
    counts: tuple[tuple[int, int], ...]

    @property
    def runs(self) -> tuple[CellRun, ...]:
        """What is written in it."""
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
    """Squared paper with an answer in it."""

    columns: int
    cell: float
    """Mm of the side of a cell."""
    rows: tuple[SquaredPaperRow, ...]
    word_count: int
    """The words of the answer; 0 where there is none."""
    colour: str
    """Of its lines."""

    @property
    def frame(self) -> str:
        """The lines of a row as a drawing, by its address: one picture for all rows costs less than a box a cell."""
        width, height = self.columns * self.cell + LINE, self.cell
        cells = "".join(
            f'<rect x="{at * self.cell + LINE / 2:.3f}" y="{LINE / 2:.3f}" width="{self.cell:.3f}" height="{height - LINE:.3f}"/>'
            for at in range(self.columns)
        )
        size = f'width="{width:.3f}mm" height="{height:.3f}mm" viewBox="0 0 {width:.3f} {height:.3f}"'
        drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none" stroke="{self.colour}" stroke-width="{LINE:.3f}">{cells}</svg>'
        return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


def lay_out_squared_paper(exercise: Exercise, grid: Grid, sheet: AnswerSheet) -> SquaredPaper:
    """The squared paper of an exercise: as many rows as its limit asks for, and as its model answer takes.

    On a page that is too narrow cells are smaller; where they would be too small to write in, there are fewer in a row.
    """
    asked, many = float(grid.cell), grid.columns
    usable = sheet.most if asked > sheet.cell > 0 else sheet.width
    cell = min(max(asked, sheet.cell), usable / many)
    if cell < SMALLEST:
        many = max(4, int(usable / READABLE))
        cell = usable / many
    written = fill_cells(extract_model_answer(exercise), SquaredPaperRules(many, grid.quotes, grid.dashes))
    limit = exercise.limit
    wanted = exercise.answer_space.size or (count_rows(limit.words, many, int(is_essay(exercise))) if limit else SMALLEST_ROWS)
    blank = (PaperCell(),) * many
    cells = [row.cells + blank[len(row.cells) :] for row in written] + [blank] * (wanted - len(written))
    rows = tuple(SquaredPaperRow(row, tuple(list_count_marks(number, many).items())) for number, row in enumerate(cells))
    return SquaredPaper(many, floor(cell * 100 + 1e-6) / 100, rows, count_filled_cells(written), sheet.colour)


def is_essay(exercise: Exercise) -> bool:
    """Whether paragraphs are indented, below a title."""
    return bool(exercise.limit and exercise.limit.words >= ESSAY) or bool(extract_model_answer(exercise, indented=False).title)


def extract_model_answer(exercise: Exercise, *, indented: bool | None = None) -> ModelAnswer:
    """The model answer as it is written down: a first paragraph all in bold is the title, one after it that begins with —— the subtitle."""
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
    """All that a block of an answer says."""
    return "".join(str(text) for part in (block, *walk_blocks(block)) for text in iter_texts(part))
