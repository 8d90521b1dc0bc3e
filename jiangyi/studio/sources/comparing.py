"""Two versions of a text side by side: lines that stand for each other in one row, with the characters that differ."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from jiangyi.studio.sources.merging import LineChange, list_line_changes

CLOSELY_COMPARED = 1_000_000
"""Pairs of characters that are compared with each other."""
ALIKE = 0.4
"""The part that two lines must have in common for their characters to be compared."""
SHORT = 2
"""Characters between two differences that are not worth showing as equal."""
Part: TypeAlias = tuple[str, str]
"""Text that is in both lines ("keep"), only in the earlier one ("take"), or only in the later one ("put")."""
Side: TypeAlias = tuple[int, list[Part]]
"""The number of a line, and its parts."""


class Row(NamedTuple):
    """A line before and after; None on a side that does not have it."""

    before: Side | None
    after: Side | None
    is_same: bool


def compare_texts(before: str, after: str) -> list[Row | None]:
    """The rows of lines that differ, each group with some lines around it; None stands for lines that are left out."""
    rows, taken, put = list[Row | None](), list[LineChange](), list[LineChange]()
    for change in (*list_line_changes(before, after), None):
        if change is None or change.kind in ("keep", "gap") or (change.kind == "take" and put):
            rows += _pair_lines(taken, put)
            taken, put = [], []
        if change is None:
            break
        if change.kind == "take":
            taken.append(change)
        elif change.kind == "put":
            put.append(change)
        else:
            rows.append(None if change.kind == "gap" else _keep_line(change))
    return rows


def _keep_line(change: LineChange) -> Row:
    parts: list[Part] = [("keep", change.text)]
    return Row((change.before, parts), (change.after, parts), is_same=True)


def _pair_lines(taken: list[LineChange], put: list[LineChange]) -> Iterator[Row]:
    """Rows of lines that were replaced by others, in order."""
    for old, new in zip_longest(taken, put):
        if old and new:
            one, other = compare_lines(old.text, new.text)
            yield Row((old.before, one), (new.after, other), is_same=False)
        else:
            yield Row((old.before, [("take", old.text)]) if old else None, (new.after, [("put", new.text)]) if new else None, is_same=False)


def compare_lines(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """The parts of two lines; those that have little in common differ as a whole."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) * len(after) > CLOSELY_COMPARED or matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return [("take", before)] if before else [], [("put", after)] if after else []
    one, other = list[Part](), list[Part]()
    for kind, start, end, low, high in matcher.get_opcodes():
        is_same = kind == "equal" and (end - start > SHORT or start == 0 or end == len(before))
        _add_part(one, "keep" if is_same else "take", before[start:end])
        _add_part(other, "keep" if is_same else "put", after[low:high])
    return one, other


def _add_part(parts: list[Part], kind: str, text: str) -> None:
    """Add text to parts, where it continues the last one to that."""
    if parts and parts[-1][0] == kind:
        parts[-1] = kind, parts[-1][1] + text
    elif text:
        parts.append((kind, text))
