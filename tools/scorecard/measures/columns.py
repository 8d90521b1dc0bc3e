"""Text in two columns."""

import re
from dataclasses import replace

from tools.scorecard.glyphs import HAN, Line, NotFoundError, Page
from tools.scorecard.measures.finding import Measure, begins_paragraph
from tools.scorecard.measures.pages import each_page

SMALLER = 0.95
"""Em below which text is a note."""


def fraction_of_column_width(page: Page) -> float:
    """How far from a whole number of em the lines of the left column are, from the first line that is not indented to its end."""
    left, _ = divide_page(page)
    ends = [line.glyphs[-1].end for line in left.lines if not begins_paragraph(left, line) and HAN.match(line.text[-1])]
    measure = (max(ends, default=0.0) - page.left) / page.em
    return abs(measure - round(measure))


def off_baselines(page: Page) -> float:
    """Em by which lines of the right column are at most away from the nearest line of the left one; none below its last line count."""
    away = []
    for one in each_page(page):
        left, right = ([line.baseline for line in side.lines] for side in divide_page(one))
        away += [min(abs(mine - other) for other in left) / page.em for mine in right if mine < left[-1] + page.em]
    if not away:
        raise NotFoundError("no right column")
    return max(away)


def notes_elsewhere(call: str, note: str) -> Measure:
    """How many notes are not on the page of their calls; both are patterns with the number of the note as their group."""

    def measure(page: Page) -> float:
        calls, notes = set[tuple[int, str]](), set[tuple[int, str]]()
        for place, one in enumerate(each_page(page)):
            sides = divide_page(one)
            calls |= {(place, number) for number in re.findall(call, _join([line for side in sides for line in side.lines]))}
            small = [line for side in sides for line in side.lines_of(lambda size: size < SMALLER * page.em)]
            notes |= {(place, number) for number in re.findall(note, _join(small))}
        if not (calls and notes):
            raise NotFoundError("no notes")
        return len(calls - notes)

    return measure


def divide_page(page: Page) -> tuple[Page, Page]:
    """Both columns of a page; the right one may be empty where the text ends."""
    middle = (page.left + page.right) / 2
    left = replace(page, right=middle, glyphs=tuple(glyph for glyph in page.glyphs if glyph.x < middle))
    right = replace(page, left=middle, glyphs=tuple(glyph for glyph in page.glyphs if glyph.x >= middle))
    if not left.lines or any(line.glyphs[-1].end > middle for line in left.lines):
        raise NotFoundError("no columns")
    return left, right


def _join(lines: list[Line]) -> str:
    return "".join(line.text for line in lines)
