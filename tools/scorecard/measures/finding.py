"""Places on a page: texts between other characters, full lines, paragraphs."""

from collections.abc import Callable
from itertools import pairwise
from statistics import mean

from tools.scorecard.glyphs import Glyph, Line, NotFoundError, Page

Measure = Callable[[Page], float]
CLOSING = "，。、；：！？）》〉」』】〕”’．"
OPENING = "（《〈「『【〔“‘"
FULL = 0.75
"""Em: a mark with this advance or more is full-width, with its ink in half of it."""


def find_between(page: Page, text: str) -> list[tuple[Glyph, Glyph]]:
    """The neighbours of every place of a text that stands between two other characters of its line."""
    found = []
    for line in page.lines:
        whole, at = line.text, line.text.find(text)
        while at >= 0:
            end = at + len(text)
            if at and end < len(whole):
                found.append((line.glyphs[at - 1], line.glyphs[end]))
            at = whole.find(text, at + 1)
    if not found:
        raise NotFoundError(f"no {text} between other characters")
    return found


def find_pairs(page: Page, text: str) -> list[tuple[Line, tuple[Glyph, ...]]]:
    """Every place of a text within a line."""
    found = [(line, glyphs) for line in page.lines for glyphs in line.find(text)]
    if not found:
        raise NotFoundError(f"no line has {text}")
    return found


def full_lines(page: Page) -> list[Line]:
    """The lines that another line of the same paragraph follows."""
    found = [a for a, b in pairwise(page.lines) if not begins_paragraph(page, b)]
    if not found:
        raise NotFoundError("no paragraph has two lines")
    return found


def last_lines(page: Page) -> list[Line]:
    """The last lines of paragraphs of several lines."""
    lines = page.lines
    following = [*lines[1:], None]
    return [a for a, b in zip(lines, following, strict=True) if not begins_paragraph(page, a) and (b is None or begins_paragraph(page, b))]


def begins_paragraph(page: Page, line: Line) -> bool:
    """Whether a line is indented."""
    return line.glyphs[0].x > page.left + 1.4 * page.em


def opening(line: Line) -> float:
    """Pt by which the gaps between the Han characters of a line are opened."""
    return mean(line.openings or [0.0])


def ink_end(glyph: Glyph) -> float:
    """Where the half em of the ink of a mark ends, or the em of another character."""
    is_half = glyph.character in CLOSING and glyph.advance > FULL * glyph.size
    return glyph.x + glyph.size / 2 if is_half else glyph.end
