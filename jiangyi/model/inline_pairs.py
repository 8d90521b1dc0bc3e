"""Find the closing delimiters of nested brackets in text, in one pass for all of them, so that many open ones cost no more than few."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from markdown_it.rules_inline import StateInline

ESCAPED = r"\\[!-/:-@\[-`{-~]"
"""A backslash and the mark that it escapes, as the content of a regular expression."""
TICKS = r"(?P<ticks>(?<!`)`+)(?!`)"
"""The beginning of a code span."""


def iter_outside_code(src: str, pattern: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern in a text that are neither escaped nor in a code span."""
    found = re.compile(rf"{ESCAPED}|{TICKS}|(?P<found>{pattern})")
    unclosed: set[str] = set()
    at = 0
    while match := found.search(src, at):
        at = match.end()
        ticks = match["ticks"]
        if ticks and ticks not in unclosed:
            closing = re.compile(rf"(?<!`){ticks}(?!`)").search(src, at)
            at = closing.end() if closing else at
            unclosed |= set() if closing else {ticks}
        elif match["found"] is not None:
            yield match


def find_closing(state: StateInline, opening: str, closing: str, start: int) -> int:
    """The position of the closing delimiter for an opening one that ends at `start`, or -1; brackets inside are balanced."""
    known = state.env.setdefault("closings", {})
    key = (state.src, opening, closing)
    if key not in known:
        find = _pair_brackets if opening[-1] != closing[0] else _pair_marks
        known[key] = find(state.src, opening[-1], closing)
    end: int = known[key].get(start, -1)
    return end if end + len(closing) <= state.posMax else -1


def _pair_marks(src: str, _mark: str, closing: str) -> Mapping[int, int]:
    """By the end of each delimiter such as == the start of the next one."""
    places = [match.start() for match in iter_outside_code(src, re.escape(closing))]
    return {place + len(closing): following for place, following in pairwise(places)}


def _pair_brackets(src: str, opener: str, closing: str) -> Mapping[int, int]:
    """By the position after each opening bracket that of its closing delimiter; of `}}` the first that no bracket inside has taken."""
    closer = closing[0]
    pairs: dict[int, int] = {}
    waiting: list[list[int]] = []
    """The positions after brackets that wait for a closing delimiter, by depth."""
    for match in iter_outside_code(src, re.escape(opener) + "|" + re.escape(closer)):
        at = match.start()
        if match["found"] == opener:
            waiting.append([at + 1])
        elif waiting:
            places = waiting.pop()
            if src.startswith(closing, at):
                pairs |= dict.fromkeys(places, at)
            elif waiting:
                waiting[-1] += places
            else:
                waiting.append(places)
    return pairs
