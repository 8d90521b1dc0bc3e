"""Lines of a note with their numbers, fenced code among them, and the log that conversions write to."""

import re
from typing import Protocol

NumberedLine = tuple[int, str]
"""The number of a line in the note, and its text."""
FENCE = re.compile(r"^[ \t]*+(?:>[ ]?|[-*+][ ]++|\d++[.)][ ]++)*[ \t]*+(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")


class ConversionLog(Protocol):
    """Where a conversion says what it understood, guessed, kept and dropped: the report of an import, or the reader's diagnostics."""

    def add(self, line: int, kind: str, seen: str, made: str = "") -> None:
        """Add one decision about a line: its kind, what was typed, and what was made of it."""


def find_fence_end(lines: list[NumberedLine], at: int, fence: str) -> int:
    """The index after the closing fence, or after the last line."""
    closing = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    return next((n + 1 for n in range(at + 1, len(lines)) if closing.match(lines[n][1])), len(lines))


def find_code_lines(lines: list[NumberedLine]) -> frozenset[int]:
    """The indices of lines in fenced code, fences included."""
    found: set[int] = set()
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at][1])
        end = find_fence_end(lines, at, fence["fence"]) if fence else at + 1
        found |= set(range(at, end)) if fence else set()
        at = end
    return frozenset(found)
