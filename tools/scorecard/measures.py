"""How a requirement is measured on the page of its sample; lengths are in em of the body size."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import mean

from tools.scorecard.glyphs import HAN, Glyph, Line, Page

Measure = Callable[[Page], float]


def width(*texts: str) -> Measure:
    """The mean width of some texts of a line without stretch: from the end of the character before each to the start of the one after."""

    def measure(page: Page) -> float:
        return mean(after.x - before.end for text in texts for before, _, after in _find(page, text)) / page.em

    return measure


def width_of_line(page: Page) -> float:
    """The width of the first line from the start of its first character to the end of its last."""
    line = page.lines[0]
    return (line.glyphs[-1].end - line.glyphs[0].x) / page.em


def gap(before: str, after: str) -> Measure:
    """The mean space between two neighbours, less that between the Han characters of their line."""

    def measure(page: Page) -> float:
        found = [(line, pair) for line in page.lines for pair in line.find(before + after)]
        return mean(pair[len(before)].x - pair[len(before) - 1].end - _opening(line) for line, pair in found) / page.em

    return measure


def splits(text: str) -> Measure:
    """How many of the places of a text are divided by a line end."""

    def measure(page: Page) -> float:
        whole, ends = "", set()
        for line in page.lines:
            whole += line.text
            ends.add(len(whole))
        places = [at for at in range(len(whole)) if whole.startswith(text, at)]
        if not places:
            raise ValueError(f"the page has no {text}")
        return sum(any(at + k in ends for k in range(1, len(text))) for at in places)

    return measure


def begins(characters: str) -> Measure:
    """How many lines begin with one of some characters."""
    return lambda page: sum(line.text[0] in characters for line in page.lines)


def finishes(characters: str) -> Measure:
    """How many lines end with one of some characters."""
    return lambda page: sum(line.text[-1] in characters for line in page.lines)


def indent(page: Page) -> float:
    """The mean distance of the first lines of paragraphs from the left edge."""
    firsts = [line.glyphs[0].x - page.left for line, _ in _paragraph_starts(page)]
    return mean(firsts) / page.em


def ragged(page: Page) -> float:
    """The largest distance of the ink of a full line's ends from the edges of the text area."""
    return max(abs(_ink_end(line.glyphs[-1]) - page.right) for line in full_lines(page)) / page.em


def full_lines(page: Page) -> list[Line]:
    """The lines that another line of the same paragraph follows."""
    return [a for a, b in pairwise(page.lines) if b.glyphs[0].x < page.left + 0.9 * page.em]


CLOSING = "，。、；：！？）》」』】〉〕’”．"


def _ink_end(glyph: Glyph) -> float:
    is_full = glyph.advance > 0.75 * glyph.size
    return glyph.x + glyph.size / 2 if glyph.character in CLOSING and is_full else glyph.end


def _opening(line: Line) -> float:
    return mean(line.openings or [0.0])


def _find(page: Page, text: str) -> Iterator[tuple[Glyph, tuple[Glyph, ...], Glyph]]:
    """Every place of a text that stands between two other characters of its line."""
    found = False
    for line in page.lines:
        for glyphs in line.find(text):
            first = line.glyphs.index(glyphs[0])
            last = first + len(text) - 1
            if first > 0 and last + 1 < len(line.glyphs):
                found = True
                yield line.glyphs[first - 1], glyphs, line.glyphs[last + 1]
    if not found:
        raise ValueError(f"the page has no {text}")


def _paragraph_starts(page: Page) -> Iterator[tuple[Line, Line]]:
    for line, following in pairwise(page.lines):
        if line.glyphs[0].x > following.glyphs[0].x + page.em and HAN.match(line.text[0]):
            yield line, following
