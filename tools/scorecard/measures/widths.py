"""Widths of marks, gaps between characters, and the place of the ink in an em."""

from statistics import mean

from tools.scorecard.glyphs import NotFoundError, Page
from tools.scorecard.measures.finding import Measure, find_between, find_pairs, opening


def width(*texts: str) -> Measure:
    """The mean width of some texts, set without stretch: from the end of the character before each to the start of the one after."""

    def measure(page: Page) -> float:
        return mean(after.x - before.end for text in texts for before, after in find_between(page, text)) / page.em

    return measure


def gap(*pairs: str) -> Measure:
    """The mean space between two neighbours, less that between the Han characters of their line."""

    def measure(page: Page) -> float:
        found = [place for pair in pairs for place in find_pairs(page, pair)]
        return mean(glyphs[1].x - glyphs[0].end - opening(line) for line, glyphs in found) / page.em

    return measure


def largest_gap(*pairs: str) -> Measure:
    """The largest space, either way, between two neighbours."""

    def measure(page: Page) -> float:
        found = [place for pair in pairs for place in find_pairs(page, pair)]
        return max(abs(glyphs[1].x - glyphs[0].end) for _, glyphs in found) / page.em

    return measure


def gap_difference(before: str, after: str) -> Measure:
    """The space of one pair of neighbours less that of another."""
    first, second = gap(before), gap(after)
    return lambda page: second(page) - first(page)


def ink_centre(character: str) -> Measure:
    """Where the ink of a character has its centre, from the start of its em."""

    def measure(page: Page) -> float:
        (start, end), x = _ink(page, character)
        return ((start + end) / 2 - x) / page.em

    return measure


def ink_height(character: str) -> Measure:
    """How far the centre of the ink of a character is above that of the em, whose lower edge is 0.12 em below the baseline."""

    def measure(page: Page) -> float:
        _, (glyph, *_rest) = find_pairs(page, character)[0]
        top, bottom = page.ink_rows(glyph.x, glyph.y - 0.9 * page.em, glyph.end, glyph.y + 0.2 * page.em)
        return (glyph.y - (top + bottom) / 2) / page.em - 0.38

    return measure


def strokes(text: str) -> Measure:
    """How many separate pieces of ink a text has, from left to right."""

    def measure(page: Page) -> float:
        _, glyphs = find_pairs(page, text)[0]
        y = glyphs[0].y
        return len(page.ink_columns(glyphs[0].x, y - 0.9 * page.em, glyphs[-1].end, y + 0.2 * page.em))

    return measure


def _ink(page: Page, character: str) -> tuple[tuple[float, float], float]:
    _, (glyph, *_rest) = find_pairs(page, character)[0]
    columns = page.ink_columns(glyph.x, glyph.y - 0.9 * page.em, glyph.end, glyph.y + 0.2 * page.em)
    if not columns:
        raise NotFoundError(f"{character} has no ink")
    return (columns[0][0], columns[-1][1]), glyph.x
