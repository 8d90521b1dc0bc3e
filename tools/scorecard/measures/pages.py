"""What stands on which page, and headings, lists, quotations and captions."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import mean

from tools.scorecard.glyphs import Glyph, Line, NotFoundError, Page
from tools.scorecard.measures.finding import Measure, begins_paragraph


def pages_ending_with(text: str) -> Measure:
    """How many pages end with a line that contains a text."""
    return lambda page: sum(text in one.all_lines[-1].text for one in each_page(page) if one.all_lines)


def pages_without(text: str) -> Measure:
    """How many pages have no line with a text."""
    return lambda page: sum(not any(text in line.text for line in one.all_lines) for one in each_page(page))


def single_lines_first(page: Page) -> float:
    """How many pages begin with the last line of a paragraph."""
    found = 0
    for _, one in pairwise(each_page(page)):
        first, *rest = one.lines
        found += not begins_paragraph(one, first) and (not rest or begins_paragraph(one, rest[0]))
    return found


def single_lines_last(page: Page) -> float:
    """How many pages end with the first line of a paragraph that has more."""
    found = 0
    for one, following in pairwise(each_page(page)):
        found += begins_paragraph(one, one.lines[-1]) and not begins_paragraph(following, following.lines[0])
    return found


def least_ratio(*texts: str) -> Measure:
    """The least ratio of the sizes of neighbours among some texts, of which each is larger than the next."""

    def measure(page: Page) -> float:
        sizes = [_largest(page, text)[1][0].size for text in texts]
        return min(a / b for a, b in pairwise(sizes))

    return measure


def off_centre(text: str) -> Measure:
    """How far the middle of a line is from that of the text area."""

    def measure(page: Page) -> float:
        line = _largest(page, text)[0]
        return abs((line.glyphs[0].x - page.left) - (page.right - line.glyphs[-1].end)) / 2 / page.em

    return measure


def hanging_difference(text: str) -> Measure:
    """The difference between where a text begins and where the next line begins."""

    def measure(page: Page) -> float:
        for line, following in pairwise(page.all_lines):
            for glyphs in line.find(text):
                return abs(glyphs[0].x - following.glyphs[0].x) / page.em
        raise NotFoundError(f"no {text}")

    return measure


def fraction_of_indent(text: str) -> Measure:
    """How far from a whole number of em lines with a text begin; their first line may be indented further."""

    def measure(page: Page) -> float:
        lines = page.all_lines
        starts = [following.glyphs[0].x - page.left for line, following in pairwise(lines) if text in line.text]
        indent = mean(starts) / page.em
        return abs(indent - round(indent)) if indent > 0.5 else 1.0

    return measure


def each_page(page: Page) -> Iterator[Page]:
    """A page and those after it."""
    yield page
    yield from page.others


def _largest(page: Page, text: str) -> tuple[Line, tuple[Glyph, ...]]:
    """The place of a text in the largest size that the page has it in, since a running head may repeat it."""
    places = [(line, glyphs) for line in page.lines_of(lambda _: True) for glyphs in line.find(text)]
    if not places:
        raise NotFoundError(f"no line has {text}")
    return max(places, key=lambda place: place[1][0].size)
