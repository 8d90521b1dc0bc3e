"""Correct punctuation: run the rules in steps, until nothing changes, and return the edits."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from jiangyi.punctuation.characters import FULL_WIDTH_MARKS
from jiangyi.punctuation.edits import Edit, EditedText, apply_edits
from jiangyi.punctuation.ellipsis import correct_dashes, correct_ellipses
from jiangyi.punctuation.english import HALF_WIDTH_MARKS, correct_english_marks
from jiangyi.punctuation.full_width import CANDIDATE_MARKS, correct_half_width_marks
from jiangyi.punctuation.number_ranges import correct_number_ranges
from jiangyi.punctuation.protected_ranges import mask_protected
from jiangyi.punctuation.quotes import pair_quotes
from jiangyi.punctuation.repeated import remove_repeated_marks
from jiangyi.punctuation.spaces import correct_spaces
from jiangyi.punctuation.strays import decode_entities, remove_zero_width, replace_radicals

__all__ = ["Edit", "apply_edits", "correct", "is_folded"]

MIN_FOLDED_SHARE, MIN_FOLDED_STOPS = 0.98, 10
"""A document counts as folded if this share of its marks is half-width and at least this number of 。 is left."""
MAX_ROUNDS = 32
"""More than any text needs: one correction may decide the next mark of a run."""

STRAY = re.compile("&|[\u2e80-\u2ef3\u2f00-\u2fd5\u200b\u2060\ufeff\u00ad]")
PAIRED = (*"\"'＂＇…－─―–~", "...", "。。。", "--", "———")
REPEATED = ("，，", "；；", "：：", "。。", "！！！！", "？？？？")
MARKED = tuple(CANDIDATE_MARKS)
LATIN = re.compile("[A-Za-z] [a-z]")
STOPPED = re.compile(r"[^\x00-\xff] ?\.|[^\s.]\.[ ]?[^\x00-\xff]|[^\s.]\.[\"')*_ ]*(?:\n|\||\Z)")
SPACED = (
    *"\u00a0\u202f\u205f",
    *map(chr, range(0x2000, 0x200B)),
    *(pair for mark in "，。；：！？、" for pair in (f" {mark}", f"\u3000{mark}", f"{mark} ")),
)
"""What a text must contain for the rules of each step to apply. Searches for a few strings are much faster than a pattern."""

EditRule = Callable[[str, bytearray], Iterable[Edit]]
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class MaskedText:
    """A text with the mask of what no rule may change in it, made when a rule needs it."""

    text: str
    keep: Ranges = ()
    """Ranges that are code."""

    @cached_property
    def mask(self) -> bytearray:
        """The class of each character; see `mask_protected`."""
        return mask_protected(self.text, self.keep)


def correct(text: str, keep: Iterable[tuple[int, int]] = ()) -> tuple[Edit, ...]:
    """The edits that correct the punctuation of a text, in order and without overlaps; see `apply_edits`.

    The text is raw, Markdown, or one field of a handout. Code, formulas, addresses, numbers and English sentences never
    change, nor do the ranges of `keep`. Only marks and spaces change, no space is added to Chinese text, and correcting the
    result gives no edits. In a document that was folded to half-width marks as a whole, those between Latin words are restored too.
    """
    return correct_masked(MaskedText(text, tuple(keep)))


def correct_masked(given: MaskedText) -> tuple[Edit, ...]:
    """The edits that correct the punctuation of a text whose mask may be known already; see `correct`."""
    current, edited = given, None
    for _ in range(MAX_ROUNDS):
        before = current.text
        for step in STEPS:
            edits = step(current)
            if edits:
                edited = edited or EditedText(given.text)
                edited.apply(edits)
                current = MaskedText(edited.text, tuple(_shift_ranges(current.keep, edits)))
        if current.text == before:
            break
    return tuple(edited.merge_edits()) if edited else ()


def is_folded(text: str) -> bool:
    """Whether every full-width mark of a document was folded to ASCII, as some web scrapers do."""
    most = sum(map(text.count, (*CANDIDATE_MARKS, ".")))  # a mask is only needed where they are so many
    return _is_folded(text, most) and _is_folded(text, len(correct_half_width_marks(text, mask_protected(text))))


def _is_folded(text: str, half: int) -> bool:
    full = sum(text.count(mark) for mark in FULL_WIDTH_MARKS.values())
    return half > 0 and half >= MIN_FOLDED_SHARE * (half + full) and text.count("。") >= MIN_FOLDED_STOPS


def _correct_strays(given: MaskedText) -> list[Edit]:
    return _apply_rules((decode_entities, replace_radicals, remove_zero_width), given) if STRAY.search(given.text) else []


def _correct_pairs(given: MaskedText) -> list[Edit]:
    return (
        _apply_rules((pair_quotes, correct_ellipses, correct_dashes, correct_number_ranges), given) if _has_any(given.text, PAIRED) else []
    )


def _correct_marks(given: MaskedText) -> list[Edit]:
    text = given.text
    if not _has_any(text, MARKED) and not ("." in text and STOPPED.search(text)):
        return []
    found = correct_half_width_marks(text, given.mask)
    return correct_half_width_marks(text, given.mask, folded=True) if _is_folded(text, len(found)) else found


def _correct_repeated(given: MaskedText) -> list[Edit]:
    return _apply_rules((remove_repeated_marks,), given) if _has_any(given.text, REPEATED) else []


def _correct_english(given: MaskedText) -> list[Edit]:
    if not _has_any(given.text, tuple(HALF_WIDTH_MARKS)) or not LATIN.search(given.text):
        return []
    return _apply_rules((correct_english_marks,), given)


def _correct_spaces(given: MaskedText) -> list[Edit]:
    return _apply_rules((correct_spaces,), given) if _has_any(given.text, SPACED) else []


def _has_any(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)


STEPS = (_correct_strays, _correct_pairs, _correct_marks, _correct_repeated, _correct_english, _correct_spaces)


def _apply_rules(rules: tuple[EditRule, ...], given: MaskedText) -> list[Edit]:
    """The edits of several rules in order; of two that overlap the one of the earlier rule is kept."""
    out: list[Edit] = []
    taken: set[int] = set()
    for rule in rules:
        for edit in rule(given.text, given.mask):
            places = range(edit.start, edit.end)
            if taken.isdisjoint(places):
                taken.update(places)
                out.append(edit)
    return sorted(out, key=lambda edit: edit.start)


def _shift_ranges(ranges: Iterable[tuple[int, int]], edits: list[Edit]) -> Iterator[tuple[int, int]]:
    """Ranges of a text shifted by edits, in order, that do not overlap them."""
    ends = [edit.end for edit in edits]
    shifts = list(accumulate((len(edit.text) - (edit.end - edit.start) for edit in edits), initial=0))
    for start, end in ranges:
        before, until = bisect_right(ends, start), bisect_right(ends, end)
        overlapping = before < until and edits[before].start < start  # an edit across the start of the range
        inside = shifts[until] - shifts[before + overlapping]
        yield start + shifts[before], end + shifts[before] + inside
