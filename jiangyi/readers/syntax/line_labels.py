"""Read the label that opens a line, a number or counting word: its text, style, and rank among the styles."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from jiangyi.model import is_style, to_hanzi, to_latin, to_roman

HAN_NUMBER = "一二三四五六七八九十百零〇两"
HAN_NUMBERS = {to_hanzi(n): n for n in range(1, 1000)} | {"〇": 0}
CIRCLED_NUMBERS = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x2776 + n): n + 1 for n in range(10)}
ROMANS = {to_roman(n): n for n in range(1, 40)} | {chr(0x2160 + n): n + 1 for n in range(12)}
COUNTING_WORD_RANK = 11
HIGHEST_NUMBER = 1900
"""Numbers from here on are taken for years."""
UNNUMBERED_RANK = 3.5
"""The default rank of a heading without a number: below the articles of a law (第一条), above 一、."""


@dataclass(frozen=True, slots=True)
class LineLabel:
    """A label at the start of a line; `style` is the sample of its numbering (一、 （一） 1.), or a name where no sample fits."""

    typed: str
    style: str
    rank: float
    number: int
    rest: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it is a counting word such as 首先."""
        return self.rank == COUNTING_WORD_RANK


def _parse_arabic(text: str) -> int:
    return int(unicodedata.normalize("NFKC", text))


def _parse_han(text: str) -> int:
    return HAN_NUMBERS.get(text.replace("〇", "零").replace("—", "一"), 0)


def _parse_number(text: str) -> int:
    return _parse_arabic(text) if unicodedata.normalize("NFKC", text).isdigit() else _parse_han(text)


def _parse_letter(text: str) -> int:
    return ord(text.upper()) - ord("A") + 1


@dataclass(frozen=True, slots=True)
class _Form:
    rank: float
    pattern: re.Pattern[str]
    number: Callable[[str], int]
    sample: Callable[[re.Match[str]], str]


def _define_form(rank: float, pattern: str, number: Callable[[str], int], sample: str | Callable[[re.Match[str]], str]) -> _Form:
    made: Callable[[re.Match[str]], str] = sample if callable(sample) else lambda _: str(sample)
    return _Form(rank, re.compile(pattern + r"[ \t\u3000]*(?P<rest>\S.*)$", re.DOTALL), number, made)


N = f"[{HAN_NUMBER}]+"
D = r"[0-9０-９]{1,4}"
FORMS = (
    _define_form(
        0,
        rf"(?P<label>第[ ]?(?P<n>{N}|{D})[ ]?(?P<unit>编|部分|篇|单元|讲|课|模块|专题))(?![的个名次位])[、：:]?",
        _parse_number,
        lambda m: f"第一{m['unit']}",
    ),
    _define_form(1, rf"(?P<label>第[ ]?(?P<n>{N}|{D})[ ]?章)[、：:]?", _parse_number, "第一章"),
    _define_form(2, rf"(?P<label>第[ ]?(?P<n>{N}|{D})[ ]?节)[、：:]?", _parse_number, "第一节"),
    _define_form(3, rf"(?P<label>第(?P<n>{N}|{D})条(?:之[{HAN_NUMBER}]+)?)(?=[ \t\u3000【])", _parse_number, "第一条"),
    _define_form(4, rf"(?P<label>(?P<n>{N})[、．.])(?![0-9])", _parse_han, "一、"),
    _define_form(4, r"(?P<label>(?P<n>[Ⅰ-Ⅻ])[、．.]?)", lambda n: ROMANS.get(n, 0), "Ⅰ"),
    _define_form(5, rf"(?P<label>[（(〔][ ]?(?P<n>{N}|—)[ ]?[）)〕])[、．.]?", _parse_han, "（一）"),
    _define_form(6, rf"(?P<label>(?P<n>{D})(?P<dot>[.．、]))(?![0-9０-９])", _parse_arabic, lambda m: "1" + m["dot"]),
    _define_form(6, r"(?P<label>(?P<n>[lI])(?P<dot>[.．、]))(?=[\u4e00-\u9fff])", lambda _: 1, lambda m: "1" + m["dot"]),
    _define_form(7, rf"(?P<label>[（(\[〔【［][ ]?(?P<n>{D})[ ]?[）)\]〕】］])[、．.]?", _parse_arabic, "（1）"),
    _define_form(8, r"(?P<label>(?P<n>[①-⑳❶-❿]))[、．.]?", lambda n: CIRCLED_NUMBERS.get(n, 0), "①"),
    _define_form(8, rf"(?P<label>(?P<n>{D})(?P<dot>[）)]))", _parse_arabic, lambda m: "1" + m["dot"]),
    _define_form(9, r"(?P<label>[（(]?(?P<n>[A-Z])(?P<dot>[.．、)）:：]))(?![A-Za-z][A-Za-z.])", _parse_letter, "A."),
    _define_form(10, r"(?P<label>[（(]?(?P<n>[a-z])(?P<dot>[.．、)）]))(?![a-z])", _parse_letter, "a."),
)
"""The styles by rank: 编 章 节 条 > 一、 > （一） > 1. > （1） > ① > A. > a. (GB/T 9704, and common use)."""

ORDER = "一二三四五六七八九十"
COUNTING_WORDS: dict[str, tuple[str, ...]] = {
    "一是": tuple(f"{n}是" for n in ORDER),
    "一要": tuple(f"{n}要" for n in ORDER),
    "第一": tuple(rf"第{n}[，,：:、]" for n in ORDER),
    "其一": tuple(rf"其{n}[，,：:、]" for n in ORDER),
    "首先": ("首先[，,：:]?", "其次[，,：:]?", "(?:再次|再者|然后|此外|第三)[，,：:]", "(?:最后|最終|最后一点)[，,：:]?"),
    "一方面": ("一方面[，,：:]?", "(?:另|再)一方面[，,：:]?", "(?:还有一|第三)方面[，,：:]?"),
}
"""Patterns of counting words by family, in order; they rank below every number."""


COUNTED = tuple((family, number) for family, words in COUNTING_WORDS.items() for number in range(1, len(words) + 1))
COUNTING_WORD = re.compile(rf"(?:{'|'.join(f'({word})' for words in COUNTING_WORDS.values() for word in words)})\s*(?=\S)")
"""Every counting word as a group of its own; COUNTED has the family and number of each."""
OPENING = re.compile(rf"[第{HAN_NUMBER}—0-9０-９Ⅰ-Ⅻ①-⑳❶-❿A-Za-z（(〔\[【［其首再然此最另还]")
"""The first characters of labels and counting words."""


def read_label(text: str) -> LineLabel | None:
    """The label that opens a line, with the rest of the line, or None."""
    bold = text.startswith("**")
    if not OPENING.match(text, 2 * bold):
        return None
    for form in FORMS:
        match = form.pattern.match(text[2:] if bold else text)
        number = form.number(match["n"]) if match else 0
        if match and 0 < number < HIGHEST_NUMBER:
            sample = form.sample(match)
            rest = match["rest"]
            label = LineLabel(match["label"].strip(), sample, form.rank, number, f"**{rest}" if bold else rest)
            return replace(label, rest=rest[2:].lstrip()) if bold and rest.startswith("**") else label
    return read_counting_word(text)


def read_counting_word(text: str) -> LineLabel | None:
    """The counting word that opens a line, or None."""
    match = COUNTING_WORD.match(text)
    if not match or match.lastindex is None:
        return None
    family, number = COUNTED[match.lastindex - 1]
    return LineLabel(match[match.lastindex], family, COUNTING_WORD_RANK, number, text[match.end() :])


def format_line_label(label: LineLabel) -> str:
    """The label with canonical punctuation, as （1） for (1), for a block's `n` where a number alone does not suffice."""
    if label.is_word or not is_style(label.style):
        return label.typed
    systems: dict[float, Callable[[int], str]] = {4: to_hanzi, 5: to_hanzi, 9: to_latin, 10: lambda n: to_latin(n).lower()}
    shown = systems.get(label.rank, str)(label.number)
    return label.typed if label.rank in (0, 1, 2, 8) else re.sub("[一1Aa]", shown, label.style, count=1)
