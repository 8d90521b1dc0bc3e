"""Numbering: a style is a sample such as 一、 （一） 1. （1） ①, a label is a number in that style.

Generated numbers get the style of the handout; a label that the author typed is printed as it is.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from jiangyi.core import compile_late, fold_word

HANZI_DIGITS = "零一二三四五六七八九"
HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def to_arabic(n: int) -> str:
    """Format a number as 1, 2, 3 …."""
    return str(n)


def to_hanzi(n: int) -> str:
    """Format a number as 一, 二 … 十, 十一 … 二十一 … 一百零五, up to 9999; beyond that in Arabic digits."""
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
    """Format a number as ① to ㊿, the last one in Unicode; beyond that as (51)."""
    if 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    if 21 <= n <= 35:
        return chr(0x3251 + n - 21)
    return chr(0x32B1 + n - 36) if 36 <= n <= 50 else f"({n})"


def to_latin(n: int) -> str:
    """Format a number as A to Z, then AA, AB …."""
    out = ""
    while n > 0:
        n, rest = divmod(n - 1, 26)
        out = chr(65 + rest) + out
    return out


def to_roman(n: int) -> str:
    """Format a number as I, II, III …."""
    out = ""
    for value, sign in ROMAN:
        out += sign * (n // value)
        n %= value
    return out


def to_stem(n: int) -> str:
    """Format a number as 甲, 乙, 丙 …; beyond the ten stems in Arabic digits."""
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
"""Numeral systems by the first numeral, which is the one in a sample."""

NO_NUMBER = "none"
NO_NUMBER_WORDS = (NO_NUMBER, "无", "没有", "不编号", "不要")
CHAPTER_UNITS = "编編章节節讲講课課题題"
SAMPLE = compile_late(rf"^(?P<before>[^\w]*第?|[（(〔\[【])(?P<first>[1一①AaIi甲])(?P<after>[^\w]*|[部{CHAPTER_UNITS}、．.）)〕\]】]*)$")
CHAPTER_SAMPLE = compile_late(r"^(?P<before>\W*第?)1(?P<separator>[-–—.．·])(?P<rest>1\D*)$")
"""A sample of numbers with that of their chapter before them: 1-1, （1-1）, 1.1."""
CHAPTER_WORDS = "专题|專題|模块|模塊|单元|單元|项目|項目|任务|任務|Chapter|Lecture|Lesson|Part|Unit|Day"
CHAPTER = compile_late(rf"(?:[编編部章节節讲講课課]|部分)$|^(?:{CHAPTER_WORDS})(?!\w*[、.．])")
CHAPTER_STYLE = compile_late(r"^(?P<before>\D{0,12}?)(?P<first>[1一①甲AI])(?P<after>\D{0,3})$")
"""A sample of the numbers of chapters, which may begin with a word: 第一讲, 专题一, Unit 1."""
TYPED_LABEL = compile_late(
    r"^(?P<label>第[一二三四五六七八九十百零\d]+(?:部分|部(?!分)|[编編章节節讲講])|[（(][一二三四五六七八九十百零]+[）)]"
    r"|[一二三四五六七八九十百零]+、|[（(]\d{1,3}[）)]|\d{1,3}[.．、](?!\d)|[①-⑳])[\s\u3000]*(?P<rest>\S.*)$"
)
"""A label typed at the start of a title."""
BARE_LABEL = compile_late(r"第[一二三四五六七八九十百零\d]+(?:部分?|[编章节讲])")
"""A title that is nothing but a label, and gets no other."""


TYPED_CHAPTER = compile_late(
    rf"^(?:第[一二三四五六七八九十百零〇\d]+(?:部分|单元|單元|[部回篇辑輯期{CHAPTER_UNITS}])|(?:{CHAPTER_WORDS})\s?[一二三四五六七八九十\d]+)"
    r"(?=[\s\u3000：:·、—]|$)"
)
"""The number of a chapter at the beginning of its title."""


def split_chapter_sample(sample: str) -> tuple[str, str]:
    """What a sample has between the number of the chapter and its own, and the sample without the chapter; "" where it has no chapter."""
    match = CHAPTER_SAMPLE.match(sample)
    return (match["separator"], match["before"] + match["rest"]) if match else ("", sample)


def fold_no_number(typed: Any) -> Any:
    """A label or a style as typed, `none` for the words that mean no number."""
    return NO_NUMBER if isinstance(typed, str) and fold_word(typed) in NO_NUMBER_WORDS else typed


def is_style(sample: str) -> bool:
    """True if a sample is a numbering style."""
    return sample == NO_NUMBER or SAMPLE.match(sample) is not None


def format_label(sample: str, n: int, chapter: str = "") -> str:
    """The label of a number in the style of a sample: `format_label("（一）", 12)` is （十二）; empty for the style none.

    `chapter` is the number of its chapter, with what separates both.
    """
    match = SAMPLE.match(sample)
    return match["before"] + chapter + SYSTEMS[match["first"]](n) + match["after"] if match else ""


def is_chapter_style(sample: str) -> bool:
    """True if a sample is a numbering style of chapters."""
    return sample == NO_NUMBER or CHAPTER_STYLE.match(sample) is not None


def format_chapter(sample: str, n: int) -> str:
    """The label of a chapter in the style of a sample: `format_chapter("专题一", 12)` is 专题十二; empty for the style none."""
    match = CHAPTER_STYLE.match(sample)
    return match["before"] + SYSTEMS[match["first"]](n) + match["after"] if match and sample != NO_NUMBER else ""


def space_after_label(label: str) -> str:
    """The space between a label and its text: none after a full-width mark, U+3000 after 第一章, a narrow one after 1."""
    if CHAPTER.search(label):
        return "\u3000"
    return "" if unicodedata.east_asian_width(label[-1:] or "一") in "WF" else " "


def prefix_label(label: str, text: str) -> str:
    """Prefix a text with its label: 一、问题分析, 1. 问题分析."""
    return f"{label}{space_after_label(label)}{text}"
