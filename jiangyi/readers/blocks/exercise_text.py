"""Parsing of exercises that are typed as running text: options by letter, and lines that start with 答案：, 解析： or 采分点：."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from jiangyi.model import NAME_SEPARATORS, OPTION_LETTERS

FIELDS = {
    "materials": "给定材料 给定资料 材料 资料 materials",
    "stem": "题目 问题 题干 question",
    "answer": "参考答案 标准答案 正确答案 答案 参考作答 范文 answer",
    "explanation": "答案解析 解析 分析 explanation",
    "scoring": "采分点 评分标准 评分要点 得分点 scoring",
}
FIELD_BY_WORD = {word: field for field, words in FIELDS.items() for word in words.split()}
"""Fields of an exercise by the words that begin them."""
_NAMES = "|".join(sorted(FIELD_BY_WORD, key=len, reverse=True))
FIELD_START = re.compile(rf"^(?:【(?P<boxed>{_NAMES})】\s*[：:]?|(?P<plain>{_NAMES})\s*[：:])\s*", re.IGNORECASE)
LETTER = rf"[{OPTION_LETTERS}]"
OPTION_START = re.compile(rf"^(?P<letter>{LETTER})\s*[.．、:：]\s*")
INNER_OPTION = re.compile(rf"\s+(?P<letter>{LETTER})\s*[.．、:：]\s*")
MARKS = re.compile(
    r"(?:(?<!\s)\s++)?(?:[（(]\s*+)?(?P<points>(?<!\d)\d++(?:\.\d+)?)\s*+(?:分|points?|marks?)\s*[）)]?\s*[。；;.]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ExercisePart:
    """Some lines of a paragraph: the field that they begin, if any, their text, and their first line counted from 0."""

    field: str
    text: str
    line: int


def split_parts(content: str, options: Container[int]) -> Iterator[ExercisePart]:
    """Split a paragraph before each line that begins a field, or options, whose line numbers are given."""
    lines = content.split("\n")
    starts = [n for n, line in enumerate(lines) if not n or FIELD_START.match(line.strip()) or n in options]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        text = "\n".join(lines[start:end]).strip()
        opened = FIELD_START.match(text)
        name = FIELD_BY_WORD[(opened["boxed"] or opened["plain"]).lower()] if opened else ""
        yield ExercisePart(name, text[opened.end() :] if opened else text, start)


def find_option_lines(lines: Sequence[str], *, asked: bool) -> set[int]:
    """The lines with the options of an exercise: the first complete run A, B … that begins a line below the question.

    `asked` says that the question precedes the lines; else it is in the first of them, even where that begins with A、B.
    """
    end = next((n for n, line in enumerate(lines) if _opens_other_field(line)), len(lines))
    for start in range(0 if asked else 1, end):
        run = _follow_options(lines, start, end) if parse_options(lines[start].strip(), 0) else {}
        if sum(run.values()) > 1:
            return set(run)
    return set()


def _opens_other_field(line: str) -> bool:
    opened = FIELD_START.match(line.strip())
    return opened is not None and FIELD_BY_WORD[(opened["boxed"] or opened["plain"]).lower()] not in ("stem", "materials")


def _follow_options(lines: Sequence[str], start: int, end: int) -> dict[int, int]:
    """The lines from one on that begin with the next option, each with its number of options."""
    found: dict[int, int] = {}
    for n in range(start, end):
        line = lines[n].strip()
        if n > start and parse_options(line, 0):
            break
        if options := parse_options(line, sum(found.values())):
            found[n] = len(options)
    return found


def parse_options(text: str, known: int) -> list[str]:
    """The options in a line, without their letters, where the first has the letter after `known` options; else none."""
    opened = OPTION_START.match(text)
    if not opened or OPTION_LETTERS.index(opened["letter"]) != known:
        return []
    found: list[str] = []
    rest = text[opened.end() :]
    while True:
        next_letter = OPTION_LETTERS[known + len(found) + 1 :][:1]
        cut = next((match for match in INNER_OPTION.finditer(rest) if match["letter"] == next_letter), None)
        found.append((rest[: cut.start()] if cut else rest).strip())
        if cut is None:
            return found
        rest = rest[cut.end() :]


def split_names(text: str) -> list[str]:
    """Split an attribute that lists several names."""
    return [name for name in NAME_SEPARATORS.split(text) if name]


def parse_scoring(text: str) -> dict[str, str]:
    """Split a scoring point into its text and the marks after it."""
    marks = MARKS.search(text)
    return {"text": text[: marks.start()], "points": marks["points"]} if marks and marks.start() else {"text": text}
