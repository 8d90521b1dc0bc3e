"""Dates as they are typed: whether their parts are in the calendar, and whether they say which day is meant."""

import re
from calendar import monthrange
from collections.abc import Iterator

from jiangyi.core import Message, compile_late, escape_placeholders
from jiangyi.model.numbering import to_hanzi

HAN = {to_hanzi(number): number for number in range(32)} | {to_hanzi(number).replace("零", "〇"): number for number in range(32)}
HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_NUMBER = r"\d{1,2}|[〇零一二三四五六七八九十]{1,3}"
_YEAR = r"(?<!\d)(?:\d{4}|[〇零○一二三四五六七八九]{4})"
_END = r"(?![\d〇零一二三四五六七八九十])"
WRITTEN = compile_late(
    rf"(?:(?P<year>{_YEAR})\s*年\s*)?(?P<month>{_NUMBER})\s*月(?:\s*(?P<day>{_NUMBER})\s*[日号])?"
    rf"(?:\s*(?:至|到|[-–—～~]+)\s*(?P<until>{_NUMBER})\s*[日号])?"
)
"""2026年9月, 9月3日至5日, 二〇二六年九月."""
NUMERIC = compile_late(rf"(?P<year>{_YEAR})\s*(?P<sign>[-/.．])\s*(?P<month>\d{{1,2}}){_END}(?:\s*(?P=sign)\s*(?P<day>\d{{1,2}}){_END})?")
"""2026-09-01, 2026/9, 2026.9.1."""
COMPACT = compile_late(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)")
"""20260901"""
LUNAR = compile_late(r"[农阴旧夏]历|正月|腊月|闰|初[一二三四五六七八九十]")
"""A calendar of its own, with months and days of other lengths."""
RELATIVE = compile_late(
    r"(?:[今昨前明后][天日]|[今去前明]年|[本上下]个?(?:月|周|星期|季度)|近[日来年期]|日前|最近|刚才|刚刚|现在|目前|不久前|前不久|today|yesterday|now)",
    re.IGNORECASE,
)
ABSOLUTE = compile_late(r"\d|[〇一二三四五六七八九]{4}年|[一二三四五六七八九十]月")
ISO_PARTS = compile_late(r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2}))?)?")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]}|t)?" for name in MONTHS)
"""By its name, or three letters of it; sept has four."""
ENGLISH = compile_late(
    rf"(?:(?<!\d)(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s+)?\b(?P<month>{_MONTH})\b\.?,?\s+"
    r"(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>\d{4})\b",
    re.IGNORECASE,
)
"""November 2026, 3 November 2026, Nov. 3, 2026."""
LEAP_YEAR = 2000
"""For a day of February without its year."""


def to_iso_date(typed: str) -> str:
    """A typed date, such as 2024年5月1日, in ISO 8601 as precisely as it is known: 2024-05-01, 2024-05, 2024; empty if unknown."""
    english = ENGLISH.search(typed)
    if english:
        day = english["before"] or english["after"]
        parts = (english["year"], find_month(english["month"]), day)
        return "-".join(f"{int(part):02}" for part in parts if part)
    match = ISO_PARTS.search(typed)
    return "-".join(f"{int(part):02}" for part in match.groups() if part) if match else ""


def find_month(name: str) -> int:
    """The number of a month by the first letters of its English name."""
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name[:3].lower()))


def find_date_problem(typed: str) -> Message | None:
    """What is wrong with a typed date; None where nothing is, or where it is none of our calendar."""
    if LUNAR.search(typed):
        return None
    for year, month, days in _read_dates(typed):
        if not 1 <= month <= 12:
            return Message(f"there is no month {month}", f"没有 {month} 月")
        last = monthrange(year or LEAP_YEAR, month)[1]
        wrong = next((day for day in days if not 1 <= day <= last), None)
        if wrong is not None:
            named = f"{year}年{month}月" if year else f"{month}月"
            return Message(f"{named} has no day {wrong}", f"{named}没有 {wrong} 日")
    relative = RELATIVE.search(typed)
    if relative and not ABSOLUTE.search(typed):
        word = escape_placeholders(relative[0])
        return Message(f"later nobody can tell when “{word}” was", f"过些日子就看不出“{word}”是哪一天了")
    return None


def _read_dates(typed: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """The year, or 0, the month and the days of each date in a text."""
    for pattern in (NUMERIC, COMPACT, WRITTEN):
        for found in pattern.finditer(typed):
            parts = found.groupdict()
            if parts["day"] is None and parts.get("sign") == "-" and int(parts["month"]) == (_to_number(parts["year"]) + 1) % 100:
                continue  # 2026-27, a school year
            days = tuple(_to_number(parts[name]) for name in ("day", "until") if parts.get(name))
            yield _to_number(parts["year"] or "0"), _to_number(parts["month"]), days


def _to_number(text: str) -> int:
    return HAN[text] if text in HAN else int(digits) if (digits := text.translate(HAN_DIGITS)).isdecimal() else 0
