"""The view of an exercise for its template: all decisions for one edition and target, so that the template has no logic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from jiangyi.model import (
    AnswerSheet,
    AnswerSpace,
    Block,
    Book,
    Exercise,
    Handout,
    Material,
    Paragraph,
    Section,
    Solution,
    count_answer_lines,
    count_question_lines,
    fits_cells,
    is_held,
    walk_blocks,
)
from jiangyi.passes import ANSWER_SUFFIX, Index

WHOLE_PART = 1 / 4
"""The part of a page up to which a question of several blocks is kept on one page."""


@dataclass(frozen=True)
class ExerciseView:
    """The flags and parts of one exercise."""

    template_methods: ClassVar[tuple[str, ...]] = ("is_correct", "is_far", "is_held")

    exercise: Exercise
    first: Paragraph | None
    """The paragraph of the question that runs on behind the number."""
    rest: tuple[Block, ...]
    """The blocks of the question below it."""
    space: AnswerSpace
    """The space to answer, in lines or rows."""
    answer: str
    """`shown` or `unseen` beside the question (`unseen` only takes its space); empty where there is no answer."""
    key: str
    """The id of the solution in the key; empty where there is none in this file."""
    linked_key: str
    """The same, where a link to it ends the question: in editions whose pages need not equal those of another."""
    sheet: AnswerSheet
    """The paper that it is printed on."""
    near: frozenset[str]
    """The ids of the materials in the same section, whose pages need not be named."""
    key_page: str
    """The printed page of the solution in a booklet, where the question ends with it."""

    @property
    def is_odd(self) -> bool:
        """True for an odd number of lines: they come in pairs, and one is left."""
        return bool(self.space.size % 2)

    @property
    def is_short(self) -> bool:
        """True for a space that is kept on one page."""
        return self.space.size <= self.sheet.unbroken

    @property
    def is_whole(self) -> bool:
        """True for a question of several blocks that is too short to be broken, so that all of it stays with the space below."""
        return bool(self.rest) and count_question_lines(self.exercise, self.sheet.measure) <= self.sheet.lines * WHOLE_PART

    @property
    def print_classes(self) -> str:
        """The classes for print, beside that of its kind."""
        return " whole" * self.is_whole + " answered" * self.has_answer_below

    @property
    def is_in_cells(self) -> bool:
        """True where the answer is written on squared paper."""
        return self.space.kind == "grid" and fits_cells(self.exercise)

    @property
    def has_answer_below(self) -> bool:
        """True where the answer stands below the question and not in the space for it."""
        return bool(self.answer) and self.space.kind == "none"

    @property
    def has_answer_over_grid(self) -> bool:
        """True where something of the solution is not in the cells, and is set over empty ones."""
        one = self.exercise
        return bool(self.answer and (one.explanation or one.scoring or (one.answer and not self.is_in_cells)))

    def is_held(self, pair: int) -> bool:
        """True for a pair of lines, counted from 1, that is on the page of the next pair."""
        return is_held(2 * pair - 1, self.space.size)

    @property
    def is_unbroken(self) -> bool:
        """True for an answer below the question that is too short to be broken."""
        return self.space.kind == "none" and count_answer_lines(self.exercise, self.sheet.measure) <= self.sheet.lines * WHOLE_PART

    def is_far(self, material: str) -> bool:
        """True for a material in another section."""
        return material not in self.near

    def is_correct(self, letter: str) -> bool:
        """True for the letter of a right option, where the answer is shown."""
        return self.answer == "shown" and letter in self.exercise.chosen_letters


def view_exercise(
    exercise: Exercise, book: Book, index: Index, space: AnswerSpace, sheet: AnswerSheet, near: frozenset[str] = frozenset()
) -> ExerciseView:
    """The view of an exercise of a book that is already selected and indexed."""
    first, rest = run_in(exercise.stem)
    key = index.solutions.get(exercise.id, "")
    is_linked = not book.edition.paged
    page = index.companion.pages.get(exercise.id, "") if is_linked and not key else ""
    is_beside = exercise.answer or exercise.explanation or exercise.scoring  # a selected edition has moved them to the key otherwise
    answer = ("unseen" if exercise.id + ANSWER_SUFFIX in book.unseen else "shown") if is_beside else ""
    return ExerciseView(exercise, first, rest, space, answer, key, key if is_linked else "", sheet, near, page)


def find_near_materials(handout: Handout | None) -> Mapping[str, frozenset[str]]:
    """The ids of the materials in the same section, by the id of each exercise."""
    found: dict[str, frozenset[str]] = {}

    def visit(node: Handout | Section) -> None:
        materials = frozenset(block.id for block in node.blocks if isinstance(block, Material))
        found.update((block.id, materials) for block in node.blocks if isinstance(block, Exercise))
        for section in node.sections:
            visit(section)

    if handout:
        visit(handout)
    return found


def run_in(blocks: tuple[Block, ...]) -> tuple[Paragraph | None, tuple[Block, ...]]:
    """The first paragraph, which continues the line of a lead or a label, and the blocks below it."""
    if blocks and isinstance(blocks[0], Paragraph):
        return blocks[0], blocks[1:]
    return None, blocks


def has_details(solution: Solution) -> bool:
    """True if there is more to an answer than what the table of answers has."""
    return bool(solution.answer or solution.explanation or solution.scoring)


def group_solutions(solutions: Iterable[Solution], handout: Handout | None) -> list[tuple[Section | None, list[Solution]]]:
    """The long answers by the highest section that their questions are in; those outside sections, and all without a handout, in none."""
    sections = handout.sections if handout else ()
    places = {block.id: section for section in sections for block in walk_blocks(section) if isinstance(block, Exercise)}
    groups = groupby(filter(has_details, solutions), lambda solution: places.get(solution.of))
    return [(section, list(group)) for section, group in groups]
