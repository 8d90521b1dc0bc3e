"""How a line is made as long as the others: what opens, what closes, and how evenly."""

from statistics import mean

from tools.scorecard.glyphs import HAN, Line, NotFoundError, Page
from tools.scorecard.measures.finding import Measure, find_pairs, full_lines, last_lines, opening


def largest_opening(page: Page) -> float:
    """The largest gap between two Han characters of a full line."""
    return max(max(line.openings or [0.0]) for line in full_lines(page)) / page.em


def uneven_opening(page: Page) -> float:
    """The largest difference between two gaps between Han characters of the same full line."""
    return max(max(line.openings) - min(line.openings) for line in full_lines(page) if line.openings) / page.em


def last_line_opening(page: Page) -> float:
    """The largest gap between two Han characters of a last line."""
    return max(abs(opening(line)) for line in last_lines(page)) / page.em


def uneven_marks(characters: str) -> Measure:
    """The largest difference between the widths of some marks between Han characters of the same line."""

    def measure(page: Page) -> float:
        spreads = [max(found) - min(found) for line in full_lines(page) if len(found := _mark_widths(line, characters)) > 1]
        if not spreads:
            raise NotFoundError(f"no line has two of {characters}")
        return max(spreads) / page.em

    return measure


def extreme_mark(characters: str, *, least: bool) -> Measure:
    """The least or the greatest width of some marks between Han characters of full lines."""

    def measure(page: Page) -> float:
        found = [w for line in full_lines(page) for w in _mark_widths(line, characters)]
        if not found:
            raise NotFoundError(f"no full line has {characters}")
        return (min(found) if least else max(found)) / page.em

    return measure


def extreme_width(text: str, *, least: bool = False) -> Measure:
    """The greatest or the least width of a text inside full lines, from its first to its last glyph."""

    def measure(page: Page) -> float:
        found = [glyphs[-1].end - glyphs[0].x for line in full_lines(page) for glyphs in line.find(text)]
        if not found:
            raise NotFoundError(f"no full line has {text}")
        return (min(found) if least else max(found)) / page.em

    return measure


def extreme_gap(pairs: str, *, least: bool = False) -> Measure:
    """The greatest or the least gap between neighbours in full lines, pairs separated by spaces."""

    def measure(page: Page) -> float:
        found = [b.x - a.end for line in full_lines(page) for pair in pairs.split() for a, b in line.find(pair)]
        if not found:
            raise NotFoundError(f"no full line has {pairs}")
        return (min(found) if least else max(found)) / page.em

    return measure


def uneven_sides(text: str) -> Measure:
    """The largest difference between the gaps before and after a text in a full line."""

    def measure(page: Page) -> float:
        differences = []
        for line in full_lines(page):
            at = line.text.find(text)
            if 0 < at < len(line.text) - len(text):
                before, after = line.glyphs[at - 1], line.glyphs[at + len(text)]
                differences.append(abs((line.glyphs[at].x - before.end) - (after.x - line.glyphs[at + len(text) - 1].end)))
        if not differences:
            raise NotFoundError(f"no full line has {text} inside")
        return max(differences) / page.em

    return measure


def uneven_word(word: str) -> Measure:
    """The largest difference between the widths of a word in several lines."""

    def measure(page: Page) -> float:
        widths = [glyphs[-1].end - glyphs[0].x for _, glyphs in find_pairs(page, word)]
        return (max(widths) - min(widths)) / page.em

    return measure


def mean_opening(page: Page) -> float:
    """The mean gap between the Han characters of full lines."""
    return mean(abs(opening(line)) for line in full_lines(page)) / page.em


def _mark_widths(line: Line, characters: str) -> list[float]:
    """The widths of marks between two Han characters, less the opening of the line before them."""
    triples = zip(line.glyphs, line.glyphs[1:], line.glyphs[2:], strict=False)
    return [c.x - a.end for a, b, c in triples if b.character in characters and HAN.match(a.character) and HAN.match(c.character)]
