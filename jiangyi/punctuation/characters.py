"""Character classes: Han characters, Chinese punctuation marks, and half-width marks with a full-width counterpart."""

import re

from jiangyi.core import compile_late

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han characters, kana and bopomofo, as the content of a regular expression's character class."""
CHINESE_MARKS = "、。〈〉《》「」『』【】〔〕〖〗…—·！（），．／：；？［］｛｝～＂＇"
"""Punctuation marks of Chinese text, without curly quotation marks, which English has too."""
FULL_WIDTH_MARKS = dict(zip(",;:?!()", "，；：？！（）", strict=True))
"""The full-width counterpart of each half-width mark (GB/T 15834-2011 §4; U+FF01–FF5E)."""
BLANKS = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
"""White space within a line, as the content of a character class."""
SET_APART = r"(?:[A-H][.．、:：)）]|\d+[.．、)）]|答案|解析|参考)"
"""What a space before it sets apart from a sentence: an option, a number, an answer; the content of a regular expression."""
INDENT = "\u3000"
"""The ideographic space."""

HAN_PATTERN = re.compile(f"[{HAN}]")
CHINESE_PATTERN = compile_late(f"[{HAN}{re.escape(CHINESE_MARKS)}]")
WORD = compile_late(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’-]*")


def is_chinese(character: str) -> bool:
    """Whether a character is Han or a punctuation mark that only Chinese text has."""
    return CHINESE_PATTERN.match(character) is not None


def is_mostly_english(text: str, mask: bytearray, start: int, end: int) -> bool:
    """Whether a paragraph is English with some Han characters in it: at least four words, and more words than Han characters."""
    words = sum(not mask[match.start()] for match in WORD.finditer(text, start, end))
    return words >= 4 and words > len(HAN_PATTERN.findall(text, start, end))
