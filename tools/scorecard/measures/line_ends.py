"""Where lines end: characters that may not begin or end one, what is not divided, and how the edges are set."""

from itertools import pairwise
from statistics import mean

from tools.scorecard.glyphs import HAN, NotFoundError, Page
from tools.scorecard.measures.finding import (
    CLOSING,
    OPENING,
    Measure,
    begins_paragraph,
    full_lines,
    ink_end,
    last_lines,
    opening,
)


def splits(*texts: str) -> Measure:
    """How many of the places of some texts are divided by a line end."""

    def measure(page: Page) -> float:
        whole, ends = "", set()
        for line in page.lines:
            whole += line.text
            ends.add(len(whole))
        places = [(at, len(text)) for text in texts for at in range(len(whole)) if whole.startswith(text, at)]
        if not places:
            raise NotFoundError(f"the page has none of {texts}")
        return sum(any(at + k in ends for k in range(1, length)) for at, length in places)

    return measure


def begins_with(characters: str) -> Measure:
    """How many lines begin with one of some characters."""
    return lambda page: sum(line.text[0] in characters for line in page.lines)


def begins_with_text(text: str) -> Measure:
    """How many lines begin with a text."""
    return lambda page: sum(line.text.startswith(text) for line in page.lines)


def ends_with(characters: str) -> Measure:
    """How many lines end with one of some characters."""
    return lambda page: sum(line.text[-1] in characters for line in page.lines)


def small_first(page: Page) -> float:
    """How many lines of body text begin with a small raised character, such as the call of a note."""
    firsts = [line.glyphs[0] for line in page.small_lines if line.glyphs[0].x < page.left + 0.5 * page.em]
    return sum(any(0 < line.baseline - glyph.y < 0.7 * page.em for line in page.lines) for glyph in firsts)


def width_at_start(page: Page) -> float:
    """The mean width of an opening mark that begins a line, up to the character after it."""
    found = [line.glyphs[1].x - page.left for line in page.lines if line.text[0] in OPENING and not begins_paragraph(page, line)]
    if not found:
        raise NotFoundError("no line begins with an opening mark")
    return mean(found) / page.em


def width_at_end(page: Page) -> float:
    """The mean width of a closing mark that ends a line, from the character before it to the edge of the text."""
    found = [page.right - line.glyphs[-2].end - opening(line) for line in full_lines(page) if line.text[-1] in CLOSING]
    if not found:
        raise NotFoundError("no line ends with a closing mark")
    return mean(found) / page.em


def raggedness(page: Page) -> float:
    """The largest distance between the end of a full line and the edge of the text."""
    return max(abs(ink_end(line.glyphs[-1]) - page.right) for line in full_lines(page)) / page.em


def overhang(page: Page) -> float:
    """How far ink reaches beyond the edge of the text, at most."""
    return max(0.0, *(ink_end(line.glyphs[-1]) - page.right for line in page.lines)) / page.em


def start_offset(characters: str) -> Measure:
    """The largest distance from the edge of the text of lines that begin with some characters."""

    def measure(page: Page) -> float:
        firsts = [line.glyphs[0].x - page.left for line in page.lines if line.text[0] in characters]
        if not firsts:
            raise NotFoundError(f"no line begins with {characters}")
        return max(map(abs, firsts)) / page.em

    return measure


def lone_characters(page: Page) -> float:
    """How many paragraphs end with a line of a single character, not counting marks."""
    return sum(len([g for g in line.glyphs if HAN.match(g.character)]) < 2 for line in last_lines(page))


def indent(page: Page) -> float:
    """The mean distance of the first lines of paragraphs from the left edge."""
    firsts = [line.glyphs[0].x - page.left for line in page.lines if begins_paragraph(page, line)]
    if not firsts:
        raise NotFoundError("no line is indented")
    return mean(firsts) / page.em


def second_indent(page: Page) -> float:
    """The mean distance of the character after an opening mark at the start of a paragraph from the left edge."""
    firsts = [line.glyphs[1].x - page.left for line in page.lines if line.text[0] in OPENING]
    if not firsts:
        raise NotFoundError("no line begins with an opening mark")
    return mean(firsts) / page.em


def pitch_deviation(page: Page) -> float:
    """The largest difference between the distances of neighbouring lines."""
    steps = [b.baseline - a.baseline for a, b in pairwise(page.lines)]
    return (max(steps) - min(steps)) / page.em
