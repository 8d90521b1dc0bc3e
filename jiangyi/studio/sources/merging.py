"""Merge two edits of one text by lines, and list what differs between two texts.

The merge is that of `diff3` (S. Khanna, K. Kunal, B. Pierce, “A Formal Investigation of Diff3”, 2007), but edits of neighbouring lines
are merged too: in a handout a line is a paragraph or an item, and makes sense without the next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

CONTEXT = 3
"""Lines that are shown before and after a change."""
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
    """The edits that lead from some lines to others, in order. Only what lies between their first and last difference is compared."""
    start = _count_common(before, after)
    end = _count_common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        LineEdit(start + first, start + last, tuple(new[low:high]))
        for kind, first, last, low, high in matcher.get_opcodes()
        if kind != "equal"
    ]


def _count_common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines at the start are the same."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((number for number, (old, new) in pairs if old != new), min(len(before), len(after)))


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
