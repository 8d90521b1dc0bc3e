"""Merge two edits of one text by lines, and list what differs between two texts.

The merge is that of `diff3` (S. Khanna, K. Kunal, B. Pierce, “A Formal Investigation of Diff3”, 2007), but edits of neighbouring lines
are merged too: in a handout a line is a paragraph or an item, and makes sense without the next one.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

CONTEXT = 3
"""Lines that are shown before and after a change."""
CLOSELY_COMPARED = 250_000
"""Pairs of lines that are compared with each other."""
LineKind = Literal["keep", "take", "put", "gap"]


class LineEdit(NamedTuple):
    """Lines `start` to `end` of a text are replaced."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """Two edits of one text as one; where both have changed the same lines, `text` has both of them, first mine."""

    text: str
    conflicts: int


class LineChange(NamedTuple):
    """A line of the difference of two texts, with its number from 1 in each; 0 in the one that does not have it."""

    kind: LineKind
    before: int
    after: int
    text: str


def merge_texts(base: str, mine: str, other: str) -> Merged:
    """Merge two edits of a text."""
    if other in (mine, base):
        return Merged(mine, 0)
    if mine == base:
        return Merged(other, 0)
    lines = base.split("\n")
    merged, at, conflicts = list[str](), 0, 0
    for start, end, edits in _group_edits(find_edits(lines, mine.split("\n")), find_edits(lines, other.split("\n"))):
        own, foreign = (_apply_edits(lines, start, end, side) for side in edits)
        merged += lines[at:start]
        at = end
        if not edits[1] or own == foreign:
            merged += own
        elif not edits[0]:
            merged += foreign
        else:
            conflicts += 1
            merged += _join_variants(own, foreign)
    return Merged("\n".join([*merged, *lines[at:]]), conflicts)


def find_edits(before: Sequence[str], after: Sequence[str]) -> list[LineEdit]:
    """The edits that lead from some lines to others, in order.

    Lines that occur once in both are matched first, as by the patience diff of Bazaar and git: so no blank lines are taken for each other
    that belong to different paragraphs, and a long text takes no longer than it has lines.
    """
    edits, due = list[LineEdit](), [(0, len(before), 0, len(after))]
    old_reversed, new_reversed = before[::-1], after[::-1]
    while due:
        start, end, low, high = due.pop()
        same = _count_common(before, after, (start, end, low, high))
        start, low = start + same, low + same
        ends = len(before) - end, len(before) - start, len(after) - high, len(after) - low
        same = _count_common(old_reversed, new_reversed, ends)
        end, high = end - same, high - same
        anchors = _find_anchors(before[start:end], after[low:high])
        if start == end or low == high:
            edits += [LineEdit(start, end, tuple(after[low:high]))] if (start, low) != (end, high) else []
        elif anchors:
            places = [(start - 1, low - 1), *((start + old, low + new) for old, new in anchors), (end, high)]
            due += [(old + 1, next_old, new + 1, next_new) for (old, new), (next_old, next_new) in pairwise(places)]
        else:
            edits += _compare_closely(before, after, (start, end, low, high))
    return sorted(edits)


def _compare_closely(before: Sequence[str], after: Sequence[str], ranges: tuple[int, int, int, int]) -> list[LineEdit]:
    """The edits in ranges of lines that have no line in common that occurs once; a large one is replaced as a whole."""
    start, end, low, high = ranges
    if (end - start) * (high - low) > CLOSELY_COMPARED:
        return [LineEdit(start, end, tuple(after[low:high]))]
    codes = SequenceMatcher(None, before[start:end], after[low:high], autojunk=False).get_opcodes()
    return [
        LineEdit(start + first, start + last, tuple(after[low + begin : low + stop]))
        for kind, first, last, begin, stop in codes
        if kind != "equal"
    ]


def _find_anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run of lines that occur once in both, in the same order: patience sorting."""
    counts, others = Counter(before), Counter(after)
    places = {line: number for number, line in enumerate(after) if others[line] == 1 and counts[line] == 1}
    tops, piles, links = list[int](), list[tuple[int, int]](), dict[tuple[int, int], tuple[int, int] | None]()
    for number, line in enumerate(before):
        if (place := places.get(line)) is not None:
            pile = bisect_left(tops, place)
            pair = number, place
            links[pair] = piles[pile - 1] if pile else None
            tops[pile : pile + 1], piles[pile : pile + 1] = [place], [pair]
    found, last = list[tuple[int, int]](), piles[-1] if piles else None
    while last is not None:
        found.append(last)
        last = links[last]
    return found[::-1]


def _count_common(before: Sequence[str], after: Sequence[str], ranges: tuple[int, int, int, int]) -> int:
    """How many lines at the start of ranges of lines are the same."""
    start, end, low, high = ranges
    most = min(end - start, high - low)
    return next((number for number in range(most) if before[start + number] != after[low + number]), most)


def _group_edits(mine: list[LineEdit], other: list[LineEdit]) -> Iterator[tuple[int, int, tuple[list[LineEdit], list[LineEdit]]]]:
    """The edits of both sides by the lines that they touch, in order: those of which lines overlap are in one group."""
    ordered = sorted([(edit.start, edit.end, 0, edit) for edit in mine] + [(edit.start, edit.end, 1, edit) for edit in other])
    group: tuple[list[LineEdit], list[LineEdit]] = ([], [])
    low = high = -1
    for start, end, side, edit in ordered:
        if any(group) and not _touch(low, high, start, end):
            yield low, high, group
            group, low, high = ([], []), start, end
        group[side].append(edit)
        low, high = (min(low, start), max(high, end)) if low >= 0 else (start, end)
    if any(group):
        yield low, high, group


def _touch(low: int, high: int, start: int, end: int) -> bool:
    """True if an edit of some lines concerns those of a group before it: they overlap, or both insert lines at one place."""
    return start < high or (low == high == start == end)


def _apply_edits(lines: Sequence[str], start: int, end: int, edits: Sequence[LineEdit]) -> list[str]:
    """Some lines after edits."""
    made, at = list[str](), start
    for edit in edits:
        made += [*lines[at : edit.start], *edit.lines]
        at = edit.end
    return [*made, *lines[at:end]]


def _join_variants(mine: list[str], other: list[str]) -> list[str]:
    """Both variants of some lines; one that contains the other stands for both."""
    if _contains_lines(mine, other):
        return mine
    return other if _contains_lines(other, mine) else [*mine, *other]


def _contains_lines(whole: list[str], part: list[str]) -> bool:
    """True if lines occur in others without a gap."""
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def list_line_changes(before: str, after: str) -> list[LineChange]:
    """The lines that differ between two texts, each group with some lines around it; a gap stands for what is left out."""
    old, new = before.split("\n"), after.split("\n")
    edits = find_edits(old, new)
    near = {number for edit in edits for number in range(edit.start - CONTEXT, edit.end + CONTEXT)}
    listed, at, shift = list[LineChange](), 0, 0
    for edit in [*edits, LineEdit(len(old), len(old), ())] if edits else ():
        for number in range(at, edit.start):
            if number in near:
                listed.append(LineChange("keep", number + 1, number + shift + 1, old[number]))
            elif not listed or listed[-1].kind != "gap":
                listed.append(LineChange("gap", 0, 0, ""))
        listed += [LineChange("take", number + 1, 0, old[number]) for number in range(edit.start, edit.end)]
        listed += [LineChange("put", 0, edit.start + shift + place + 1, line) for place, line in enumerate(edit.lines)]
        at, shift = edit.end, shift + len(edit.lines) - (edit.end - edit.start)
    return listed
