"""Numbers as they are printed: a style is a sample such as 一、 （一） 1. （1） ①, a label is a number set in it.

A label is data: numbers that are generated are set in the style of the handout; a label that an author typed is printed as it
is.
"""

import re
import unicodedata
from collections.abc import Callable

HANZI_DIGITS = "零一二三四五六七八九"
HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def to_arabic(n: int) -> str:
    """1, 2, 3 and so on."""
    return str(n)


def to_hanzi(n: int) -> str:
    """一, 二 … 十, 十一 … 二十一 … 一百零五, up to 9999; beyond that Arabic."""
    if not 0 < n < 10_000:
        return str(n)
    out, pending_zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            out += ("零" if pending_zero else "") + HANZI_DIGITS[digit] + unit
            pending_zero = False
        elif out:
            pending_zero = True
    return out.removeprefix("一") if out.startswith("一十") else out


def to_circled(n: int) -> str:
    """① to ㊿, which is as far as Unicode goes; beyond that (51)."""
    if 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    if 21 <= n <= 35:
        return chr(0x3251 + n - 21)
    return chr(0x32B1 + n - 36) if 36 <= n <= 50 else f"({n})"


def to_latin(n: int) -> str:
    """A to Z, then AA, AB and so on."""
    out = ""
    while n > 0:
        n, rest = divmod(n - 1, 26)
        out = chr(65 + rest) + out
    return out


def to_roman(n: int) -> str:
    """I, II, III and so on."""
    out = ""
    for value, sign in ROMAN:
        out += sign * (n // value)
        n %= value
    return out


def to_stem(n: int) -> str:
    """甲, 乙, 丙 …; beyond the ten stems Arabic."""
    return HEAVENLY_STEMS[n - 1] if 1 <= n <= len(HEAVENLY_STEMS) else str(n)


SYSTEMS: dict[str, Callable[[int], str]] = {
    "1": to_arabic,
    "一": to_hanzi,
    "①": to_circled,
    "A": to_latin,
    "a": lambda n: to_latin(n).lower(),
    "I": to_roman,
    "i": lambda n: to_roman(n).lower(),
    "甲": to_stem,
}
"""The sample's own first number names its system."""

NO_NUMBER = "none"
SAMPLE = re.compile(r"^(?P<before>[^\w]*第?|[（(〔\[【])(?P<first>[1一①AaIi甲])(?P<after>[^\w]*|[章节编讲部题、．.）)〕\]】]*)$")
CHAPTER = re.compile(r"[编部章节讲]$")
TYPED_LABEL = re.compile(
    r"^(?P<label>第[一二三四五六七八九十百零\d]+[编部章节讲]|[（(][一二三四五六七八九十百零]+[）)]"
    r"|[一二三四五六七八九十百零]+、|[（(]\d{1,3}[）)]|\d{1,3}[.．、](?!\d)|[①-⑳])[\s\u3000]*(?P<rest>\S.*)$"
)
"""A label that somebody typed at the start of a title."""


def is_style(sample: str) -> bool:
    """Whether a sample names a numbering style."""
    return sample == NO_NUMBER or SAMPLE.match(sample) is not None


def format_label(sample: str, n: int) -> str:
    """The number n set in the style of a sample: label("（一）", 12) is （十二）; nothing for the style none."""
    match = SAMPLE.match(sample)
    return match["before"] + SYSTEMS[match["first"]](n) + match["after"] if match else ""


def space_after_label(label: str) -> str:
    """What parts a label from its words: a full-width mark brings its own blank, 第一章 takes a full one, 1. a narrow one."""
    if CHAPTER.search(label):
        return "\u3000"
    return "" if unicodedata.east_asian_width(label[-1:] or "一") in "WF" else " "


def prefix_label(label: str, words: str) -> str:
    """Words with their label before them: 一、问题分析, 1. 问题分析."""
    return f"{label}{space_after_label(label)}{words}"
