"""Lines of a paragraph that are joined although each looks like a line of its own: verse, addresses, lines ended by full stops."""

import re

from jiangyi.model import measure_em
from jiangyi.readers.dialect.line_runs import HARD_END

SHORT = 20
"""The width in em up to which all lines of a paragraph are too short to be wrapped."""
SENTENCE_END = re.compile(r"[。！？…：；!?:][”’」』）)*_=~]*$")
RAGGED = 0.8
"""A line that ends a sentence and is shorter than this share of the longest one was ended by the author."""
HAN = re.compile(r"[\u3400-\u9fff]")
LONE_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
MARKUP = re.compile(r"[*_=~`]+|\]\([^)]*\)|!?\[")


def find_joined_line(text: str) -> int | None:
    """The index of the first line that is joined with the next one although it looks like a line of its own; None where there is none."""
    lines = text.split("\n")
    if len(lines) < 2 or not HAN.search(text):
        return None
    widths = [measure_em(MARKUP.sub("", line).strip()) for line in lines]
    widest = max(widths)
    for at, line in enumerate(lines[:-1]):
        if HARD_END.search(line) or LONE_TAG.fullmatch(line.strip()) or LONE_TAG.fullmatch(lines[at + 1].strip()):
            continue
        is_ragged = widths[at] < RAGGED * widest or widths[at + 1] > widths[at] + SHORT
        if widest <= SHORT or (SENTENCE_END.search(line.strip()) and is_ragged):
            return at
    return None
