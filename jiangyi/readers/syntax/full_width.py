"""Signs of Markdown as a Chinese input method leaves them: ：：：, ＃, ｛＃id｝, ［文字］（网址）, ＊＊, ￥ for $, · for a backtick.

Where such a sign can only be meant as syntax it is read as the half-width one. Each is replaced by as many characters as it has, so that
all places in the source stay what they are.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from jiangyi.core import Report, Source, describe_change
from jiangyi.readers.syntax.full_width_hints import may_have_signs

SHOWN, CONTEXT = 30, 4


class FullWidthSign(NamedTuple):
    """Full-width signs that are syntax: where they are, what is typed, and what it is read as, which is as long."""

    start: int
    found: str
    made: str


def find_full_width(text: str) -> tuple[FullWidthSign, ...]:
    """The full-width signs of a Markdown file, in order."""
    if not may_have_signs(text):
        return ()
    from jiangyi.readers.syntax.full_width_lines import read_markdown_lines  # late: most files have no such signs

    lines = text.split("\n")
    return tuple(_list_signs(lines, read_markdown_lines(lines, text)))


def find_full_width_in_yaml(text: str) -> tuple[FullWidthSign, ...]:
    """The full-width signs of Markdown in the texts of a YAML file, in order."""
    if not may_have_signs(text):
        return ()
    from jiangyi.readers.syntax.full_width_lines import read_yaml_lines  # late: most files have no such signs

    lines = text.split("\n")
    return tuple(_list_signs(lines, read_yaml_lines(lines, text)))


def _list_signs(lines: Sequence[str], made: Sequence[str]) -> Iterator[FullWidthSign]:
    """The signs that differ."""
    at = 0
    for before, after in zip(lines, made, strict=True):
        for start, end in _find_changes(before, after):
            yield FullWidthSign(at + start, before[start:end], after[start:end])
        at += len(before) + 1


def replace_signs(text: str, signs: Sequence[FullWidthSign]) -> str:
    """The text with its signs as they are read."""
    parts, at = [], 0
    for sign in signs:
        parts += [text[at : sign.start], sign.made]
        at = sign.start + len(sign.found)
    return "".join([*parts, text[at:]])


def escape_signs(text: str, *, yaml: bool = False) -> str:
    """Markdown, or YAML, with a character reference for the first of full-width signs that would be read as syntax."""
    made, at = [], 0
    for sign in (find_full_width_in_yaml if yaml else find_full_width)(text):
        made += [text[at : sign.start], f"&#{ord(sign.found[0])};"]
        at = sign.start + 1
    return "".join([*made, text[at:]])


def read_half_width(source: Source, signs: Sequence[FullWidthSign], report: Report) -> Source:
    """The source with full-width signs of the syntax as half-width ones; each line with such signs is remarked on."""
    if not signs:
        return source
    made = Source(source.name, replace_signs(source.text, signs))
    for line, some in groupby(signs, lambda sign: source.span_at(sign.start).line):
        first = next(some)
        column = source.span_at(first.start).column - 1
        typed, meant = (abridge_sign(one.lines[line - 1], column, len(first.found)) for one in (source, made))
        place = source.span_at(first.start, len(first.found))
        report.add("read-as", place, found=typed, made=meant, change=describe_change(typed, meant))
    return made


def _find_changes(before: str, after: str) -> Iterator[tuple[int, int]]:
    """The ranges of characters that differ."""
    start = -1
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new:
            start = at if start < 0 else start
        elif start >= 0:
            yield start, at
            start = -1
    if start >= 0:
        yield start, len(before)


def abridge_sign(line: str, column: int, length: int) -> str:
    """The part of a line around a sign, as it is shown in a message."""
    start = max(0, column - CONTEXT) if len(line) > SHOWN else 0
    end = max(start + SHOWN, column + length)
    return "…" * (start > 0) + line[start:end] + "…" * (end < len(line))
