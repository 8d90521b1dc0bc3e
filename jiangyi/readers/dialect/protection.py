"""Escape plain lines that would be read as something else in the Markdown of handouts."""

import re

from jiangyi.model import inline
from jiangyi.readers.dialect.line_runs import split_lines
from jiangyi.readers.dialect.translation import translate_lines

SUSPECT = re.compile(r"^[ \t]*(?:[#＃%+=!?\[@{$\\<【]|[:：]{2}|---|\*|\|)|\t", re.MULTILINE)
"""Lines that the dialect may read otherwise; most begin with a word."""
ROUNDS = 3


class _Silence:
    def add(self, line: int, kind: str, seen: str, made: str = "") -> None:
        """Forget a decision."""


def escape_lines(text: str) -> str:
    """A paragraph with a backslash before each line that would not stay as it is; lines that would become a list are joined."""
    if "\n" in text and split_lines(text) != [text]:
        text = re.sub(r"(?<=.)\n(?=.)", lambda m: "" if inline.joins_lines(m.string, *m.span()) else " ", text)
    for _ in range(ROUNDS):
        if not SUSPECT.search(text):
            break
        lines = text.split("\n")
        kept = {number for number, line in translate_lines(text, _Silence()) if line == lines[number]}
        if len(kept) == len(lines):
            break
        text = "\n".join(line if n in kept or not line.strip() else _escape_first(line) for n, line in enumerate(lines))
    return text


def _escape_first(line: str) -> str:
    """A line with its first character escaped: by a backslash, or as a character reference where Markdown knows no backslash for it."""
    at = len(line) - len(line.lstrip())
    first = line[at]
    return line[:at] + (f"\\{first}" if re.match(r"[!-/:-@\[-`{-~]", first) else f"&#{ord(first)};") + line[at + 1 :]
