"""Find a source's own table of contents, which a handout makes anew: links to its headings, or entries with page numbers."""

import re
from collections.abc import Callable, Sequence

TITLE = re.compile(r"^\W*(?:目\s*[录錄次]|contents|table of contents|toc)\W*$", re.IGNORECASE)
"""The heading of a table of contents."""
LINKED_ITEM = re.compile(
    r"^\s*(?:[-*+]|\d+[.)])\s+(?:[*_]{1,2})?(?:\[(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*\]\(\s*<?#[^)]*\)|\[\[#[^\]]+\]\])(?:[*_]{1,2})?\s*$"
)
"""An item that is nothing but a link to a heading of its own note."""
PAGE = re.compile(r"(?<!\d)[(（]?(?P<page>\d{1,4})[)）]?$")
LONGEST_PAGE = 7
"""The characters at the end of a line that may be a page number, with one before it."""
LEADER = re.compile(r"\S[.…·．—_-]{2}$")
MIN_ITEMS = 2
MIN_LONE_ITEMS = 3
"""The fewest entries of a list without a heading."""


def find_page(line: str) -> int | None:
    """The page number of an entry: behind words and a leader, or a gap of at least two spaces; None for any other line."""
    text = line.strip()
    match = PAGE.search(text[-LONGEST_PAGE:])
    if not match:
        return None
    before = text[: len(text) - len(match.group())]
    words = before.rstrip()
    gap = before[len(words) :]
    has_gap = bool(words) and (gap.endswith(("\t", "\u3000", "  ")))
    return int(match["page"]) if has_gap or LEADER.search(words[-3:]) else None


def find_linked_contents(lines: Sequence[str]) -> list[range]:
    """The ranges of lines that are lists of links to headings, with the heading 目录 above."""
    return _find_runs(lines, lambda line: LINKED_ITEM.match(line) is not None)


def find_paged_contents(lines: Sequence[str]) -> list[range]:
    """The ranges of lines below a heading 目录 that are entries with page numbers in ascending order, with the heading."""
    found: list[range] = []
    for run in _find_runs(lines, lambda line: find_page(line) is not None):
        pages = [page for line in lines[run.start : run.stop] if (page := find_page(line)) is not None]
        titled = TITLE.match(lines[run.start]) is not None
        if pages == sorted(pages) and (titled or _has_leaders(lines[run.start : run.stop])):
            found.append(run)
    return found


def _has_leaders(lines: Sequence[str]) -> bool:
    return all(re.search(r"[.…·．]{3,}", line) for line in lines if line.strip())


def _find_runs(lines: Sequence[str], is_entry: Callable[[str], bool]) -> list[range]:
    found: list[range] = []
    at = 0
    while at < len(lines):
        if not is_entry(lines[at]):
            at += 1
            continue
        end, count = at, 0
        while end < len(lines) and (is_entry(lines[end]) or not lines[end].strip()):
            count += bool(lines[end].strip())
            end += 1
        while not lines[end - 1].strip():
            end -= 1
        start = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), -1)
        titled = start >= 0 and TITLE.match(lines[start]) is not None
        if count >= (MIN_ITEMS if titled else MIN_LONE_ITEMS):
            found.append(range(start if titled else at, end))
        at = end
    return found
