"""Correct punctuation: run the rules in steps, until nothing changes, and return the edits."""

import re
from collections.abc import Callable, Iterable, Iterator

from jiangyi.punctuation.characters import FULL_WIDTH_MARKS
from jiangyi.punctuation.edits import Edit, EditedText, apply_edits
from jiangyi.punctuation.ellipsis import correct_dashes, correct_ellipses
from jiangyi.punctuation.full_width import correct_half_width_marks
from jiangyi.punctuation.protected_ranges import mask_protected
from jiangyi.punctuation.quotes import pair_quotes
from jiangyi.punctuation.spaces import correct_spaces
from jiangyi.punctuation.strays import decode_entities, remove_zero_width, replace_radicals

__all__ = ["Edit", "apply_edits", "correct", "is_folded"]

MIN_FOLDED_SHARE, MIN_FOLDED_STOPS = 0.98, 10
"""A document counts as folded if this share of its marks is half-width and at least this number of 。 is left."""
MAX_ROUNDS = 32
"""More than any text needs: one correction may decide the next mark of a run."""

STRAY = re.compile("&|[\u2e80-\u2ef3\u2f00-\u2fd5\u200b\u2060\ufeff\u00ad]")
PAIRED = re.compile(r"[\"'＂＇]|\.{3}|。。。|--")
MARKED = re.compile(r"[,;:?!()]|[^\x00-\xff]\.")
SPACED = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f]|[ \u3000][，。；：！？、]")
"""What a text must contain for the rules of each step to apply."""

EditRule = Callable[[str, bytearray], Iterable[Edit]]
Ranges = tuple[tuple[int, int], ...]


def correct(text: str, keep: Iterable[tuple[int, int]] = ()) -> tuple[Edit, ...]:
    """The edits that correct the punctuation of a text, in order and without overlaps; see `apply_edits`.

    The text is raw, Markdown, or one field of a handout. Code, formulas, addresses, numbers and English sentences never
    change, nor do the ranges of `keep`. Only marks and spaces change, no space is added, and correcting the result gives no
    edits. In a document that was folded to half-width marks as a whole, those between Latin words are restored too.
    """
    ranges = tuple(keep)
    if not any(step(text, ranges) for step in STEPS):
        return ()
    edited = EditedText(text)
    for _ in range(MAX_ROUNDS):
        before = edited.text
        for step in STEPS:
            edits = step(edited.text, ranges)
            if edits:
                edited.apply(edits)
                ranges = tuple(_shift_ranges(ranges, edits))
        if edited.text == before:
            break
    return tuple(edited.merge_edits())


def is_folded(text: str) -> bool:
    """Whether every full-width mark of a document was folded to ASCII, as some web scrapers do."""
    return _is_folded(text, len(correct_half_width_marks(text, mask_protected(text))))


def _is_folded(text: str, half: int) -> bool:
    full = sum(text.count(mark) for mark in FULL_WIDTH_MARKS.values())
    return half > 0 and half >= MIN_FOLDED_SHARE * (half + full) and text.count("。") >= MIN_FOLDED_STOPS


def _correct_strays(text: str, keep: Ranges) -> list[Edit]:
    return (
        _apply_rules((decode_entities, replace_radicals, remove_zero_width), text, mask_protected(text, keep)) if STRAY.search(text) else []
    )


def _correct_pairs(text: str, keep: Ranges) -> list[Edit]:
    return _apply_rules((pair_quotes, correct_ellipses, correct_dashes), text, mask_protected(text, keep)) if PAIRED.search(text) else []


def _correct_marks(text: str, keep: Ranges) -> list[Edit]:
    if not MARKED.search(text):
        return []
    mask = mask_protected(text, keep)
    found = correct_half_width_marks(text, mask)
    return correct_half_width_marks(text, mask, folded=True) if _is_folded(text, len(found)) else found


def _correct_spaces(text: str, keep: Ranges) -> list[Edit]:
    return _apply_rules((correct_spaces,), text, mask_protected(text, keep)) if SPACED.search(text) else []


STEPS = (_correct_strays, _correct_pairs, _correct_marks, _correct_spaces)


def _apply_rules(rules: tuple[EditRule, ...], text: str, mask: bytearray) -> list[Edit]:
    """The edits of several rules in order; of two that overlap the one of the earlier rule is kept."""
    out: list[Edit] = []
    taken: set[int] = set()
    for rule in rules:
        for edit in rule(text, mask):
            places = range(edit.start, edit.end)
            if taken.isdisjoint(places):
                taken.update(places)
                out.append(edit)
    return sorted(out, key=lambda edit: edit.start)


def _shift_ranges(ranges: Iterable[tuple[int, int]], edits: list[Edit]) -> Iterator[tuple[int, int]]:
    """Ranges of a text shifted by edits that do not overlap them."""
    for start, end in ranges:
        shift = sum(len(edit.text) - (edit.end - edit.start) for edit in edits if edit.end <= start)
        inside = sum(len(edit.text) - (edit.end - edit.start) for edit in edits if start < edit.end <= end and edit.start >= start)
        yield start + shift, end + shift + inside
