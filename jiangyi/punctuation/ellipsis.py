"""Correct ellipses and dashes in Chinese text, which take 2 em: …… and —— (GB/T 15834-2011 §4.11, §4.10)."""

import re
from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import HAN, is_chinese
from jiangyi.punctuation.edits import Edit

DOTS = compile_late(
    r"(?<![.。/\\A-Za-z0-9])\.{3,6}(?![.。/\\A-Za-z0-9])|(?<=[A-Za-z0-9])\.{3,6}(?=[^\x00-\xff])|(?<!。)。{3,6}(?!。)|(?<!…)…{3}(?!…)"
)
HALF = compile_late(rf"(?<=[{HAN}”’）》])…(?=[{HAN}”’）》。，；：！？]|[ \t]*(?:\n|\Z))")
"""A single … after Chinese text, half an ellipsis; in a list such as 1, 2, …, n it is whole."""
HYPHENS = compile_late(r"(?<![-<!])[ ]?-{2,3}[ ]?(?![->])|[－─―–]{2,3}|(?<!—)—{3}(?!—)")
ATTRIBUTION = compile_late(rf"^(?P<before>[ \t>]*)-{{2,3}}[ ]?(?=[{HAN}《“])", re.MULTILINE)
QUOTES = "“”‘’"


def correct_ellipses(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each run of full stops, and for each half or one and a half ellipsis, beside a Chinese character."""
    if ".." not in text and "。。" not in text and "…" not in text:
        return
    for match in DOTS.finditer(text):
        if not any(mask[match.start() : match.end()]) and any(_is_chinese_beside(text, match)):
            yield Edit(match.start(), match.end(), "……", "ellipsis")
    for match in HALF.finditer(text):
        if not mask[match.start()]:
            yield Edit(match.start(), match.end(), "……", "ellipsis")


def correct_dashes(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each dash of hyphens or other strokes in Chinese text, which also removes the spaces around it.

    Two hyphens before a Latin word may be an option such as --help, so that they need Chinese text on both sides.
    """
    if not any(sign in text for sign in ("--", "———", "－", "─", "―", "–")):
        return
    for match in HYPHENS.finditer(text):
        before, after = _is_chinese_beside(text, match)
        left = text[match.start() - 1 : match.start()]
        is_between = after and (before or (left.isalnum() and not match.group().startswith(" ")))
        is_long = before and len(match.group().strip()) == 3 and text[match.end() : match.end() + 1].isalnum()
        if (is_between or is_long) and not any(mask[match.start() : match.end()]):
            yield Edit(match.start(), match.end(), "——", "dash")
    for match in ATTRIBUTION.finditer(text):
        start = match.end("before")
        if not any(mask[start : match.end()]):
            yield Edit(start, match.end(), "——", "dash")


def _is_chinese_beside(text: str, match: re.Match[str]) -> tuple[bool, bool]:
    """Whether the characters before and after a match are Chinese; a quotation mark is where the other one is."""
    sides = text[match.start() - 1 : match.start()] if match.start() else "", text[match.end() : match.end() + 1]
    before, after = (bool(side) and is_chinese(side) for side in sides)
    return before or (after and sides[0] != "" and sides[0] in QUOTES), after or (before and sides[1] != "" and sides[1] in QUOTES)
