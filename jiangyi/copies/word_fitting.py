"""Fit words in a box: smaller, or in several lines, until they do."""

from collections.abc import Sequence
from dataclasses import dataclass

LINE = 1.25
"""The height of a line in em."""
MOST_LINES = 8
STEP = 0.97
"""The factor between a size that is tried and the next smaller one."""
WIDER = 1.02
"""The factor between a line width that is tried and the next."""

Lines = tuple[tuple[int, int], ...]
"""The first item of each line, and the one behind its last."""


@dataclass(frozen=True)
class FittedWords:
    """The size of words in a box, in points, and their lines."""

    size: float
    lines: Lines


def fit_words(widths: Sequence[float], width: float, height: float, size: float) -> FittedWords:
    """The largest size up to `size` at which glyphs with widths in em fit in a box, in as few lines as that size needs."""
    best = _fit_lines(widths, width, min(size, height / LINE), 1)
    for count in range(2, MOST_LINES + 1):
        most = min(size, height / (count * LINE))
        if most <= best.size:
            break
        found = _fit_lines(widths, width, most, count)
        if found.size > best.size:
            best = found
    return best


def _fit_lines(widths: Sequence[float], width: float, size: float, count: int) -> FittedWords:
    """The items in at most `count` lines of about the same length, at a size that is made smaller until they fit."""
    while len(lines := break_lines(widths, width / size)) > count or max(widths, default=0) * size > width:
        size *= STEP
    return FittedWords(size, _even_out(widths, width / size, lines))


def break_lines(widths: Sequence[float], room: float) -> Lines:
    """Lines of at most `room` em, each as full as it can be; an item that is wider has a line for itself."""
    lines, start, used = list[tuple[int, int]](), 0, 0.0
    for index, width in enumerate(widths):
        if index > start and used + width > room:
            lines.append((start, index))
            start, used = index, 0.0
        used += width
    return (*lines, (start, len(widths)))


def _even_out(widths: Sequence[float], room: float, lines: Lines) -> Lines:
    """As many lines as those given, in the narrowest room for them, so that the last one is not much shorter than the others."""
    narrow = sum(widths) / len(lines)
    while len(lines) > 1 and narrow < room:
        evened = break_lines(widths, narrow)
        if len(evened) == len(lines):
            return evened
        narrow *= WIDER
    return lines
