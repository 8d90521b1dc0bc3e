"""Check that the numbers typed by the author are consecutive."""

import re
from typing import NamedTuple

from jiangyi.core import Report
from jiangyi.model import HANZI_DIGITS, HEAVENLY_STEMS, Block, Manuscript, Node

LABEL = re.compile(
    r"^(?P<before>\W*第?)(?P<number>\d{1,4}|[一二三四五六七八九十百零]{1,5}|[①-⑳㉑-㉟㊱-㊿]|[A-Z]|[甲乙丙丁戊己庚辛壬癸])(?P<after>(?!\w*之).*)$"
)
UNITS = {"百": 100, "十": 10}


class TypedNumber(NamedTuple):
    """A number typed by the author: its style and value."""

    style: tuple[str, str, str]
    value: int


def check_typed_numbers(manuscript: Manuscript, report: Report) -> None:
    """Report gaps and repetitions in the numbers of sibling blocks of one type and style; 1 starts a new series."""
    _check_children(manuscript.handout, manuscript, report)


def _check_children(node: Node, manuscript: Manuscript, report: Report) -> None:
    before: dict[tuple[type, object], tuple[TypedNumber, str]] = {}
    for _, child in manuscript.iter_children(node):
        if isinstance(child, Block):
            _compare_with_last(child, before, manuscript, report)
        if isinstance(child, Node):
            _check_children(child, manuscript, report)


def _compare_with_last(
    block: Block, before: dict[tuple[type, object], tuple[TypedNumber, str]], manuscript: Manuscript, report: Report
) -> None:
    typed = str(getattr(block, "n", "")) if block.numbering_key else ""
    number = parse_typed_number(typed) if typed else None
    if number is None:
        return
    key = (type(block), number.style)
    last, previous = before.get(key, (None, ""))
    before[key] = number, typed
    if last is None or number.value in (last.value + 1, 1 if last.value > 1 else last.value + 1):
        return
    code = "number-repeat" if number.value == last.value else "number-gap"
    report.add(code, manuscript.locate(block, typed), found=typed, before=previous)


def parse_typed_number(label: str) -> TypedNumber | None:
    """The number in a label, or None; 第五条之一 lies between two numbers and gives None."""
    match = LABEL.match(label.strip())
    if not match:
        return None
    number = match["number"]
    for system, value in (("1", _parse_arabic), ("一", _parse_han), ("①", _parse_circled), ("A", _parse_letter), ("甲", _parse_stem)):
        found = value(number)
        if found is not None:
            return TypedNumber((match["before"], system, match["after"]), found)
    return None


def _parse_arabic(number: str) -> int | None:
    return int(number) if number.isdecimal() else None


def _parse_han(number: str) -> int | None:
    if any(c not in HANZI_DIGITS and c not in UNITS for c in number):
        return None
    total, digit = 0, 0
    for character in number:
        if character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            digit = HANZI_DIGITS.index(character)
    return total + digit


def _parse_circled(number: str) -> int | None:
    for first, last, value in ((0x2460, 0x2473, 1), (0x3251, 0x325F, 21), (0x32B1, 0x32BF, 36)):
        if len(number) == 1 and first <= ord(number) <= last:
            return ord(number) - first + value
    return None


def _parse_letter(number: str) -> int | None:
    return ord(number) - 64 if number.isascii() and number.isupper() else None


def _parse_stem(number: str) -> int | None:
    return HEAVENLY_STEMS.index(number) + 1 if number in HEAVENLY_STEMS else None
