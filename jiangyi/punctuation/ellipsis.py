"""Correct ellipses and dashes in Chinese text, which take 2 em: …… and —— (GB/T 15834-2011 §4.11, §4.10)."""

import re
from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import is_chinese
from jiangyi.punctuation.edits import Edit

DOTS = compile_late(r"(?<![.。/\\A-Za-z0-9])\.{3,6}(?![.。/\\A-Za-z0-9])|(?<!。)。{3,6}(?!。)")
HYPHENS = compile_late(r"(?<![-<!])[ ]?-{2}[ ]?(?![->])")
QUOTES = "“”‘’"


def correct_ellipses(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each run of full stops beside a Chinese character."""
    if ".." not in text and "。。" not in text:
        return
    for match in DOTS.finditer(text):
        if not any(mask[match.start() : match.end()]) and _is_beside_chinese(text, match, both=False):
            yield Edit(match.start(), match.end(), "……", "ellipsis")


def correct_dashes(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each pair of hyphens between Chinese characters, which also removes the spaces around it."""
    if "--" not in text:
        return
    for match in HYPHENS.finditer(text):
        if not any(mask[match.start() : match.end()]) and _is_beside_chinese(text, match, both=True):
            yield Edit(match.start(), match.end(), "——", "dash")


def _is_beside_chinese(text: str, match: re.Match[str], *, both: bool) -> bool:
    sides = [text[match.start() - 1 : match.start()] if match.start() else "", text[match.end() : match.end() + 1]]
    chinese = [bool(side) and is_chinese(side) for side in sides]
    return any(chinese) and (not both or all(found or (side and side in QUOTES) for side, found in zip(sides, chinese, strict=True)))
