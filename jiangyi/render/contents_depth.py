"""How many levels the printed table of contents lists: at most a tenth of the pages, as far as the amount of text tells before the layout.

A chapter of headings would otherwise be preceded by a list that is as long as itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from jiangyi.model import AnswerSheet
from jiangyi.passes import ContentsEntry

SHARE = 0.1
"""The part of the pages that the table of contents may take."""
LEAST_SHARE = 0.4
"""The part of a page that it may always take."""


@dataclass(frozen=True)
class PrintedContents:
    """The entries of a table of contents that are printed."""

    entries: tuple[ContentsEntry, ...] = ()
    beside: tuple[ContentsEntry, ...] = ()
    """Those beside the title."""
    levels: int = 0
    """The levels that are listed."""
    all_levels: int = 0
    """The levels that there are."""


def select_contents(entries: tuple[ContentsEntry, ...], characters: int, sheet: AnswerSheet, levels: int | None) -> PrintedContents:
    """The entries of as many levels as are asked for; else of as many as do not take too many pages, but at least of one."""
    beside = tuple(entry for entry in entries if entry.is_beside)
    entries = tuple(entry for entry in entries if not entry.is_beside)
    counts = _count_levels(entries)
    if levels is None:
        pages = characters / max(1.0, sheet.measure * sheet.lines)
        most = max(pages * SHARE, LEAST_SHARE) * sheet.lines
        levels = max((depth for depth in range(1, len(counts) + 1) if sum(counts[:depth]) <= most), default=1)
    levels = min(levels, len(counts))
    return PrintedContents(_cut(entries, levels), beside, levels, len(counts))


def _count_levels(entries: Iterable[ContentsEntry]) -> list[int]:
    """The number of entries on each level."""
    counts, level = [], [*entries]
    while level:
        counts.append(len(level))
        level = [*chain.from_iterable(entry.children for entry in level if not entry.is_folded)]
    return counts


def _cut(entries: Iterable[ContentsEntry], levels: int) -> tuple[ContentsEntry, ...]:
    return tuple(replace(entry, children=_cut(entry.children, levels - 1)) for entry in entries) if levels else ()
