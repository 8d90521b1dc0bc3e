"""What stands between lines: readings above characters, dots and lines below them."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import mean

from tools.scorecard.glyphs import HAN, SCALE, Glyph, Line, NotFoundError, Page
from tools.scorecard.measures.finding import Measure, find_pairs

MIDDLE = 0.38
"""Em between the baseline and the middle of the em."""
TOUCHING = 0.03
"""Em of space below which two lines are seen as one."""
LONG = 0.2
"""Of the width of a text: a row of pixels with more ink below it shows a line."""
BELOW = (0.15, 0.62)
"""Em below the baseline where dots are looked for: below the ink of Han characters, above those of the next line."""


def reading_offset(base: str) -> Measure:
    """The distance of the centre of the reading of some characters from theirs, at most."""

    def measure(page: Page) -> float:
        offsets = []
        for _, glyphs in find_pairs(page, base):
            reading = reading_of(page, glyphs)
            offsets.append(abs((reading[0].x + reading[-1].end) - (glyphs[0].x + glyphs[-1].end)) / 2)
        return max(offsets) / page.em

    return measure


def reading_gap(*readings: str) -> Measure:
    """The least space between the readings of neighbours."""

    def measure(page: Page) -> float:
        gaps = []
        for before, after in pairwise(readings):
            places = [glyphs for line in page.small_lines for glyphs in line.find(before + after)]
            gaps += [glyphs[len(before)].x - glyphs[len(before) - 1].end for glyphs in places]
        if not gaps:  # readings that overlap are mixed up
            starts = [g.x for r in readings for line in page.small_lines for g in line.glyphs if g.character == r[0]]
            ends = [g.end for r in readings for line in page.small_lines for g in line.glyphs if g.character == r[-1]]
            gaps = [b - a for a, b in zip(sorted(ends), sorted(starts)[1:], strict=False)]
        return min(gaps) / page.em

    return measure


def reading_size(page: Page) -> float:
    """The size of readings."""
    return mean(glyph.size for line, _ in readings_with_lines(page) for glyph in line.glyphs) / page.em


def readings_with_lines(page: Page) -> list[tuple[Line, Line]]:
    """The lines of readings, each with the line of body text below it."""
    bases, found = page.lines, []
    for line in page.small_lines:
        below = [base for base in bases if 0.3 * page.em < base.baseline - line.baseline < 1.4 * page.em]
        found += [(line, below[0])] if below else []
    return found


def split_readings(base: str, reading: str) -> Measure:
    """How many readings are not above their characters."""

    def measure(page: Page) -> float:
        above = [line for line, _ in readings_with_lines(page)]
        lost = 0
        for _, glyphs in find_pairs(page, base):
            lost += not any(0.3 * page.em < glyphs[0].y - line.baseline < 1.4 * page.em and reading in line.text for line in above)
        return lost

    return measure


def reading_of(page: Page, glyphs: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    """The glyphs of the reading above some characters."""
    y, left, right = glyphs[0].y, glyphs[0].x - 2.5 * page.em, glyphs[-1].end + 2.5 * page.em
    for line in page.small_lines:
        if 0.3 * page.em < y - line.baseline < 1.5 * page.em:
            return tuple(g for g in line.glyphs if left < g.x < right)
    raise NotFoundError("no reading above " + "".join(g.character for g in glyphs))


def beside(base: str) -> Measure:
    """How far the first symbol of a reading is to the right of the end of its character; negative where it is above."""

    def measure(page: Page) -> float:
        _, glyphs = find_pairs(page, base)[0]
        near = [g for g in page.glyphs if g.size < 0.76 * page.em and abs(g.y - glyphs[0].y) < 1.5 * page.em]
        if not near:
            raise NotFoundError(f"no reading near {base}")
        return (min(g.x for g in near) - glyphs[-1].end) / page.em

    return measure


def beside_width(base: str) -> Measure:
    """The space between a character and the next one, where its reading stands."""

    def measure(page: Page) -> float:
        line, glyphs = find_pairs(page, base)[0]
        following = next(glyph for glyph in line.glyphs if glyph.x > glyphs[-1].x)
        return (following.x - glyphs[-1].end) / page.em

    return measure


def column_centre(base: str) -> Measure:
    """How far the middle of the ink between a character and the next one is above the middle of their em."""

    def measure(page: Page) -> float:
        line, glyphs = find_pairs(page, base)[0]
        following = next(glyph for glyph in line.glyphs if glyph.x > glyphs[-1].x)
        y = glyphs[0].y
        top, bottom = page.ink_rows(glyphs[-1].end + 0.5, y - 1.5 * page.em, following.x - 0.5, y + 0.5 * page.em)
        return (y - (top + bottom) / 2) / page.em - MIDDLE

    return measure


def height_above(symbol: str, other: str) -> Measure:
    """How far the middle of the ink of a tone is above the upper edge of the em of another symbol."""

    def measure(page: Page) -> float:
        tone, last = _symbol(page, symbol), _symbol(page, other)
        top, bottom = page.ink_rows(tone.x, tone.y - 1.2 * tone.size, tone.end, tone.y + 0.2 * tone.size)
        return (last.y - 0.88 * last.size - (top + bottom) / 2) / page.em

    return measure


def distance_across(symbol: str, other: str) -> Measure:
    """How far apart two symbols are from left to right, from middle to middle."""

    def measure(page: Page) -> float:
        one, two = _symbol(page, symbol), _symbol(page, other)
        return abs((one.x + one.end) - (two.x + two.end)) / 2 / page.em

    return measure


def _symbol(page: Page, character: str) -> Glyph:
    return next(glyph for glyph in page.glyphs if glyph.character == character)


def overhang_of_readings(page: Page) -> float:
    """How far readings reach beyond the edges of the text, at most."""
    glyphs = [glyph for line, _ in readings_with_lines(page) for glyph in line.glyphs]
    return max(0.0, *(max(page.left - glyph.x, glyph.end - page.right) for glyph in glyphs)) / page.em


def glyph_size(character: str) -> Measure:
    """The size of a character relative to the body size."""

    def measure(page: Page) -> float:
        sizes = [glyph.size for glyph in page.glyphs if glyph.character == character]
        if not sizes:
            raise NotFoundError(f"no {character}")
        return sizes[0] / page.em

    return measure


def marks_below(text: str) -> Measure:
    """How many separate pieces of ink are below a text."""
    return lambda page: sum(len(ink_below(page, glyphs)) for glyphs in locate(page, text))


def dot_offset(text: str) -> Measure:
    """The largest distance between the centre of a Han character and that of the dot nearest to it."""

    def measure(page: Page) -> float:
        offsets = []
        for glyphs in locate(page, text):
            centres = [(a + b) / 2 for a, b in ink_below(page, glyphs)]
            if not centres:
                raise NotFoundError(f"no dots below {text}")
            han = [g for g in glyphs if HAN.match(g.character)]
            offsets += [min(abs((g.x + g.end) / 2 - centre) for centre in centres) for g in han]
        return max(offsets) / page.em

    return measure


def gap_below(text: str) -> Measure:
    """The largest space between the lines in the ink below a text; 0 where they are one."""

    def measure(page: Page) -> float:
        pieces = lines_below(page, next(locate(page, text)))
        return max((b - a for (_, a), (b, _) in pairwise(pieces)), default=0.0) / page.em

    return measure


def difference_below(text: str) -> Measure:
    """The length of the line in the ink below a text less that of the text."""
    return lambda page: max((_extra(glyphs, ink_below(page, glyphs)) for glyphs in locate(page, text)), key=abs) / page.em


def rule_gap(text: str) -> Measure:
    """The space between the two drawn lines below a text; 0 where they are one."""
    return lambda page: _first_gap(rules_below(page, next(locate(page, text)))) / page.em


def rule_difference(text: str) -> Measure:
    """The length of the drawn line below a text less that of the text."""
    return lambda page: max((_extra(glyphs, rules_below(page, glyphs)) for glyphs in locate(page, text)), key=abs) / page.em


def rule_count(text: str) -> Measure:
    """How many separate drawn lines are below a text, at most."""
    return lambda page: max(len(rules_below(page, glyphs)) for glyphs in locate(page, text))


def _first_gap(pieces: list[tuple[float, float]]) -> float:
    return pieces[1][0] - pieces[0][1] if len(pieces) > 1 else 0.0


def _extra(glyphs: tuple[Glyph, ...], pieces: list[tuple[float, float]]) -> float:
    if not pieces:
        raise NotFoundError("no line below " + "".join(g.character for g in glyphs))
    return (pieces[-1][1] - pieces[0][0]) - (glyphs[-1].end - glyphs[0].x)


def rules_below(page: Page, glyphs: tuple[Glyph, ...]) -> list[tuple[float, float]]:
    """The drawn lines below some characters, joined where they touch, as their ends."""
    top, bottom = glyphs[0].y - 0.1 * page.em, glyphs[0].y + 0.7 * page.em
    left, right = glyphs[0].x, glyphs[-1].end
    joined: list[tuple[float, float]] = []
    for start, end in sorted((x0, x1) for x0, y0, x1, y1 in page.rules if top < (y0 + y1) / 2 < bottom and x0 < right and x1 > left):
        if joined and start - joined[-1][1] < TOUCHING * page.em:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def locate(page: Page, text: str) -> Iterator[tuple[Glyph, ...]]:
    """The places of a text in lines of any size above that of notes."""
    found = [glyphs for line in page.all_lines for glyphs in line.find(text)]
    if not found:
        raise NotFoundError(f"no line has {text}")
    return iter(found)


def lines_below(page: Page, glyphs: tuple[Glyph, ...]) -> list[tuple[float, float]]:
    """The pieces of the long strokes below some characters, without the feet of the characters."""
    y, left, right = glyphs[0].y, glyphs[0].x, glyphs[-1].end
    ink = page.ink(left, y, right, y + BELOW[1] * page.em)
    rows = [row for row, marked in enumerate(ink) if marked.mean() > LONG]
    if not rows:
        raise NotFoundError("no line below " + "".join(g.character for g in glyphs))
    return page.ink_columns(left, y + rows[0] / SCALE, right, y + (rows[-1] + 1) / SCALE)


def ink_below(page: Page, glyphs: tuple[Glyph, ...]) -> list[tuple[float, float]]:
    """The pieces of ink below some characters."""
    y = glyphs[0].y
    return page.ink_columns(glyphs[0].x - 0.3, y + BELOW[0] * page.em, glyphs[-1].end + 0.3, y + BELOW[1] * page.em)
