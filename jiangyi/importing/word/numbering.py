"""Automatic numbers of a Word file: definitions, counters, and every number format of ECMA-376 part 1 §17.18.59 as text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.importing.word.xml_names import W, child_value, is_enabled, parse_integer, parse_level
from jiangyi.model import HEAVENLY_STEMS, to_circled, to_hanzi, to_latin, to_roman

BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
LEGAL = str.maketrans("一二三四五六七八九十百千零", "壹贰叁肆伍陆柒捌玖拾佰仟零")
LEGAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千零", "壹貳參肆伍陸柒捌玖拾佰仟零")
LARGEST_ROMAN = 3999
LONGEST_LABEL = 100
"""The longest pattern of a label, in characters; Word takes 31."""
CHICAGO = "*†‡§"
AIUEO, IROHA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    ("イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"),
)
GANADA, CHOSUNG = "가나다라마바사아자차카타파하", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"


def _pick(characters: Sequence[str]) -> Callable[[int], str]:
    """The n-th of some characters; beyond them in Arabic digits."""
    return lambda n: characters[n - 1] if 0 < n <= len(characters) else str(n)


def _write_sexagenary(n: int) -> str:
    return HEAVENLY_STEMS[(n - 1) % 10] + BRANCHES[(n - 1) % 12] if n > 0 else str(n)


def _write_digits(n: int) -> str:
    """A number digit by digit: 二〇; those below ten thousand only."""
    return str(n).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def _write_roman(n: int) -> str:
    return to_roman(n) if 0 < n <= LARGEST_ROMAN else str(n)


def _write_latin(n: int) -> str:
    """A to Z, then AA, BB (§17.18.59 upperLetter)."""
    return to_latin((n - 1) % 26 + 1) * min((n - 1) // 26 + 1, 30) if n > 0 else str(n)


def _write_ordinal(n: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{n}{'th' if n % 100 in (11, 12, 13) else ends.get(n % 10, 'th')}"


def _offset(first: int, last: int) -> Callable[[int], str]:
    """The n-th character from a code on, up to a number; beyond it in brackets."""
    return lambda n: chr(first + n - 1) if 0 < n <= last else f"({n})"


NUMBER_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "upperLetter": _write_latin,
    "lowerLetter": lambda n: _write_latin(n).lower(),
    "upperRoman": _write_roman,
    "lowerRoman": lambda n: _write_roman(n).lower(),
    "ordinal": _write_ordinal,
    "chicago": lambda n: CHICAGO[(n - 1) % 4] * min((n - 1) // 4 + 1, 30) if n > 0 else str(n),
    "hex": lambda n: f"{n:X}",
    "numberInDash": lambda n: f"- {n} -",
    "decimalFullWidth": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalFullWidth2": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": to_circled,
    "decimalEnclosedCircleChinese": to_circled,
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "decimalEnclosedParen": lambda n: f"（{n}）",
    "ideographEnclosedCircle": _offset(0x3280, 10),
    "ideographTraditional": _pick(HEAVENLY_STEMS),
    "ideographZodiac": _pick(BRANCHES),
    "ideographZodiacTraditional": _write_sexagenary,
    "ideographDigital": _write_digits,
    "japaneseCounting": to_hanzi,
    "japaneseLegal": lambda n: to_hanzi(n).translate(LEGAL_TRADITIONAL),
    "japaneseDigitalTenThousand": _write_digits,
    "chineseCounting": to_hanzi,
    "chineseCountingThousand": to_hanzi,
    "chineseLegalSimplified": lambda n: to_hanzi(n).translate(LEGAL),
    "ideographLegalTraditional": lambda n: to_hanzi(n).translate(LEGAL_TRADITIONAL),
    "taiwaneseCounting": to_hanzi,
    "taiwaneseCountingThousand": to_hanzi,
    "taiwaneseDigital": _write_digits,
    "koreanDigital": _pick("일이삼사오육칠팔구"),
    "koreanDigital2": _write_digits,
    "koreanCounting": _pick(("하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열")),
    "koreanLegal": _pick(("하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열")),
    "ganada": _pick(GANADA),
    "chosung": _pick(CHOSUNG),
    "aiueo": _pick(AIUEO),
    "aiueoFullWidth": _pick(AIUEO),
    "iroha": _pick(IROHA),
    "irohaFullWidth": _pick(IROHA),
    "russianLower": _pick(RUSSIAN),
    "russianUpper": _pick(RUSSIAN.upper()),
    "none": lambda _: "",
}


@dataclass(frozen=True, slots=True)
class NumberingLevel:
    """One level of a numbering: its format, its text such as `%1.%2`, its first number, and what restarts it."""

    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    restart: int | None = None
    """The level, from 1, after which it starts again; 0 for never, None for any higher level."""
    legal: bool = False
    """Whether all numbers in its text are in Arabic digits."""


@dataclass
class WordNumbering:
    """The numbering definitions of a Word file, and the current count of each list."""

    levels: dict[str, dict[int, NumberingLevel]] = field(default_factory=dict)
    """Levels by the list id that paragraphs refer to."""
    counters: dict[str, str] = field(default_factory=dict)
    """The abstract numbering of each list: lists that share one are counted together."""
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    """Where a list starts its numbers anew, by list and level."""
    style_levels: dict[tuple[str, str], int] = field(default_factory=dict)
    """The level of a list that belongs to a paragraph style, by list and style."""
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def is_bullet(self, number: str, level: int) -> bool:
        """Whether a level of a list has bullets."""
        own = self.levels.get(number, {}).get(level)
        return own is not None and own.format == "bullet"

    def next_label(self, number: str, level: int) -> str:
        """Count the next paragraph of a list and return its label; "" where it has none."""
        levels = self.levels.get(number, {})
        own = levels.get(level)
        if own is None or own.format == "bullet":
            return ""
        counts = self.counts.setdefault(self.counters.get(number, number), {})
        starts = self.starts.get(number, {})
        if level in starts and (number, level) not in self.begun:
            counts[level] = starts[level] - 1
        self.begun.add((number, level))
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or level < restart:
                del counts[deeper]

        def format_counter(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, NumberingLevel())
            return write_number("decimal" if own.legal and other.format != "none" else other.format, counts.get(at, other.start))

        return re.sub(r"%([1-9])", format_counter, own.text).strip()


def write_number(name: str, number: int) -> str:
    """A number in a format by its name; an unknown one in Arabic digits."""
    return NUMBER_FORMATS.get(name, str)(number)


def read_numbering(root: Any) -> WordNumbering:
    """The numbering definitions; `root` is that of the numbering part, or None."""
    found = WordNumbering()
    if root is None:
        return found
    abstract = {item.get(f"{W}abstractNumId", ""): item for item in root.iterchildren(f"{W}abstractNum")}
    by_style = {child_value(item, "styleLink"): item for item in abstract.values() if child_value(item, "styleLink")}
    for item in root.iterchildren(f"{W}num"):
        number, abstract_id = item.get(f"{W}numId", ""), child_value(item, "abstractNumId")
        definition = abstract.get(abstract_id)
        linked = by_style.get(child_value(definition, "numStyleLink"))
        definition = definition if linked is None else linked
        levels = {} if definition is None else _read_levels(definition)
        found.counters[number] = abstract_id if linked is None else linked.get(f"{W}abstractNumId", "")
        for override in item.iterchildren(f"{W}lvlOverride"):
            at = parse_level(override.get(f"{W}ilvl"))
            levels |= _read_levels(override)
            start = child_value(override, "startOverride")
            if start:
                found.starts.setdefault(number, {})[at] = parse_integer(start, 1)
                levels |= {at: replace(levels[at], start=parse_integer(start, 1))} if at in levels else {}
        found.levels[number] = levels
        for level in () if definition is None else definition.iterchildren(f"{W}lvl"):
            if style := child_value(level, "pStyle"):
                found.style_levels[number, style] = parse_level(level.get(f"{W}ilvl"))
    return found


def _read_levels(item: Any) -> dict[int, NumberingLevel]:
    return {parse_level(level.get(f"{W}ilvl")): _read_level(level) for level in item.iterchildren(f"{W}lvl")}


def _read_level(level: Any) -> NumberingLevel:
    number_format = level.find(f"{W}numFmt")
    name = "decimal" if number_format is None else number_format.get(f"{W}val", "decimal")
    sample = "" if number_format is None else number_format.get(f"{W}format", "")
    if name == "custom":
        name = "decimalZero" if sample.startswith("0") else "decimal"
    picture = level.find(f"{W}lvlPicBulletId") is not None
    restart, legal = child_value(level, "lvlRestart"), level.find(f"{W}isLgl")
    return NumberingLevel(
        "bullet" if picture else name,
        child_value(level, "lvlText")[:LONGEST_LABEL],
        parse_integer(child_value(level, "start"), 1),
        parse_integer(restart) if restart else None,
        legal is not None and is_enabled(legal.get(f"{W}val")),
    )
