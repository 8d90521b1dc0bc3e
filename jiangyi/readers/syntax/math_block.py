"""Formulas on lines of their own in Markdown, with attributes behind them: `$$…$$ {#id}`."""

import re

from markdown_it.rules_block import StateBlock
from mdit_py_plugins.dollarmath.index import math_block_dollar

from jiangyi.readers.syntax.attributes import HEADER, Header

ATTRIBUTES = re.compile(r"\$\$[ \t\u3000]*(?:(?P<braces>\{[^{}]*\})|（(?P<number>[^（）\s]{1,8})）)[ \t]*$")
"""Attributes, or a number in full-width brackets, behind a formula."""
_find_formula = math_block_dollar(label_normalizer=str.strip)


def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """A rule of the block parser: the plug-in's, which knows labels in brackets, and changes the state where it only should look."""
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not first.startswith("$$") or first.count("$$") > 2:  # several formulas with words between them
        return False
    if _is_known_open(state, start, end):
        return False
    closing = _find_attributes(state, start, end)
    line, hidden = state.line, len(closing[1].group()) - 2 if closing else 0
    if closing:
        state.eMarks[closing[0]] -= hidden
    count = len(state.tokens)
    found = _find_formula(state, start, end, silent)
    if closing:
        state.eMarks[closing[0]] += hidden
    if not found and "$$" not in first[2:]:
        _note_open(state, start, end)
    if found and silent:
        del state.tokens[count:]
        state.line = line
    elif found and closing and state.line == closing[0] + 1:
        state.tokens[-1].meta = state.tokens[-1].meta | {HEADER: _read_header(closing[1])}
    return found


OPEN = "open_formula"
"""Where the environment of a parse has the last stretch of lines without the end of the formula that begins there."""


def _is_known_open(state: StateBlock, start: int, end: int) -> bool:
    """True if no line down to the next blank one ends a formula: looked up, so that a paragraph of such lines is searched once."""
    first, last, until, level = state.env.get(OPEN, (0, 0, 0, 0))
    is_single = state.src[state.bMarks[start] : state.eMarks[start]].count("$$") > 1
    return first < start < last and (until, level) == (end, state.level) and not is_single


def _note_open(state: StateBlock, start: int, end: int) -> None:
    last = start + 1
    while last < end and not state.isEmpty(last):
        last += 1
    state.env[OPEN] = start, last, end, state.level


def _find_attributes(state: StateBlock, start: int, end: int) -> tuple[int, re.Match[str]] | None:
    """The line of a formula that ends in attributes, and where they are."""
    for number in range(start, end):
        line = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
        if (number == start and not line.startswith("$$")) or not line.strip():
            return None
        match = ATTRIBUTES.search(line)
        if match and (number > start or match.start() > 1):
            return None if _read_header(match).is_empty else (number, match)
        if line.rstrip().endswith("$$") and (number > start or len(line.strip()) > 3):
            return None
    return None


def _read_header(match: re.Match[str]) -> Header:
    number = match["number"]
    if number:
        return Header("", {"n": number if number.isdecimal() else f"（{number}）"})
    return Header.parse(match["braces"])
