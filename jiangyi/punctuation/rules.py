"""The marks of Chinese text: what is wrong with them, as edits that put it right; knows nothing of handouts or files."""

import re
from collections.abc import Callable, Iterable, Iterator

from jiangyi.punctuation.characters import FULL
from jiangyi.punctuation.edits import Draft, Edit, apply_edits
from jiangyi.punctuation.ellipsis import dashes, ellipses
from jiangyi.punctuation.full_width import full_width
from jiangyi.punctuation.protected_ranges import protect
from jiangyi.punctuation.quotes import pair_quotes
from jiangyi.punctuation.spaces import spaces
from jiangyi.punctuation.strays import entities, radicals, zero_width

__all__ = ["Edit", "apply_edits", "is_folded", "mend"]

FOLDED_SHARE, FOLDED_STOPS = 0.98, 10
"""A document is folded where so many of its marks are half-width while so many 。 came through."""
ROUNDS = 32
"""More than any text needs: what is known of one mark may tell of the bracket before it, and so on through a row."""

STRAY = re.compile("&|[\u2e80-\u2ef3\u2f00-\u2fd5\u200b\u2060\ufeff\u00ad]")
PAIRED = re.compile(r"[\"'＂＇]|\.{3}|。。。|--")
MARKED = re.compile(r"[,;:?!()]|[^\x00-\xff]\.")
SPACED = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f]|[ \u3000][，。；：！？、]")
"""What has to be there for the rules of each step to have anything to do."""

Rule = Callable[[str, bytearray], Iterable[Edit]]
Ranges = tuple[tuple[int, int], ...]


def mend(text: str, keep: Iterable[tuple[int, int]] = ()) -> tuple[Edit, ...]:
    """What puts the marks of a text right, as edits in order that do not overlap; `apply` makes them.

    The text is raw, Markdown, or one field of a handout. Code, formulas, addresses, numbers and English sentences are
    never touched, nor are the ranges of `keep`. Nothing but marks and spaces changes, no space is added, and mending the
    result gives no edits. Where the whole document was folded to half-width marks, those between Latin words come back too.
    """
    ranges = tuple(keep)
    if not any(step(text, ranges) for step in STEPS):
        return ()
    draft = Draft(text)
    for _ in range(ROUNDS):
        before = draft.text
        for step in STEPS:
            edits = step(draft.text, ranges)
            if edits:
                draft.change(edits)
                ranges = tuple(_moved(ranges, edits))
        if draft.text == before:
            break
    return tuple(draft.edits())


def is_folded(text: str) -> bool:
    """Whether something folded every full-width mark of a document to ASCII, as a web page's scraper does."""
    return _is_folded(text, len(full_width(text, protect(text))))


def _is_folded(text: str, half: int) -> bool:
    full = sum(text.count(mark) for mark in FULL.values())
    return half > 0 and half >= FOLDED_SHARE * (half + full) and text.count("。") >= FOLDED_STOPS


def _strays(text: str, keep: Ranges) -> list[Edit]:
    return _by_rules((entities, radicals, zero_width), text, protect(text, keep)) if STRAY.search(text) else []


def _pairs(text: str, keep: Ranges) -> list[Edit]:
    return _by_rules((pair_quotes, ellipses, dashes), text, protect(text, keep)) if PAIRED.search(text) else []


def _marks(text: str, keep: Ranges) -> list[Edit]:
    if not MARKED.search(text):
        return []
    mask = protect(text, keep)
    found = full_width(text, mask)
    return full_width(text, mask, folded=True) if _is_folded(text, len(found)) else found


def _spaces(text: str, keep: Ranges) -> list[Edit]:
    return _by_rules((spaces,), text, protect(text, keep)) if SPACED.search(text) else []


STEPS = (_strays, _pairs, _marks, _spaces)


def _by_rules(rules: tuple[Rule, ...], text: str, mask: bytearray) -> list[Edit]:
    """The edits of several rules in order; where two meet, that of the earlier rule stands."""
    out: list[Edit] = []
    taken: set[int] = set()
    for rule in rules:
        for edit in rule(text, mask):
            places = range(edit.start, edit.end)
            if taken.isdisjoint(places):
                taken.update(places)
                out.append(edit)
    return sorted(out, key=lambda edit: edit.start)


def _moved(ranges: Iterable[tuple[int, int]], edits: list[Edit]) -> Iterator[tuple[int, int]]:
    """Ranges of a text as they lie after edits that do not touch them."""
    for start, end in ranges:
        shift = sum(len(edit.text) - (edit.end - edit.start) for edit in edits if edit.end <= start)
        inside = sum(len(edit.text) - (edit.end - edit.start) for edit in edits if start < edit.end <= end and edit.start >= start)
        yield start + shift, end + shift + inside
