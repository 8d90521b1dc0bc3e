"""Correct straight quotation marks to pairs: “ ” outside, ‘ ’ inside (GB/T 15834-2011 §4.8)."""

import re
from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import HAN, HAN_PATTERN, is_chinese, is_mostly_english
from jiangyi.punctuation.edits import Edit
from jiangyi.punctuation.paragraph_ranges import find_paragraphs

RULE = "straight-quote"
DOUBLE, SINGLE = '"＂', "'＇"
OUTER, INNER = ("“", "”"), ("‘", "’")
APOSTROPHE = compile_late(r"(?<=[A-Za-z0-9])['＇](?=[A-Za-z])|(?<![^\s])['＇](?=\d0s\b)")
BEFORE_CLOSE, AFTER_OPEN = compile_late(r"[（《〈“‘(]"), compile_late(r"[，。；：！？、）》〉”’,;)]|\s")
STRAIGHT = compile_late("[\"'＂＇]")
SPACE_BEFORE = compile_late(f"(?<=[{HAN}，。；：！？、）》])[ \u00a0]\\Z")
SPACE_AFTER = compile_late(f"[ \u00a0](?=[{HAN}，。；：！？、（《])")
"""A space between Chinese text and a quotation mark that is made."""
WORDS = compile_late(r"[A-Za-z][\w .,'’!?&-]*")
REACH = 500
"""How much of a quotation is looked at for Han characters: in nested ones all would be looked at for each."""
Pair = tuple[int, int, bool]
"""The offsets of an opening and a closing quote, at least one of them straight, and whether the pair is nested."""


def pair_quotes(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each straight quote of a pair in its paragraph that contains or adjoins Han characters.

    A paragraph with an odd number of quotes stays as it is: any guess would reverse some of them.
    """
    if not STRAIGHT.search(text):
        return
    for start, end in find_paragraphs(text):
        if STRAIGHT.search(text, start, end) and HAN_PATTERN.search(text, start, end) and not is_mostly_english(text, mask, start, end):
            for opened, closed, inside in _find_pairs(text, mask, start, end):
                if _is_chinese_pair(text, opened, closed, start, end):
                    outer = OUTER if text[opened] in DOUBLE + "“" else INNER
                    first, last = INNER if inside and outer is OUTER else outer
                    if text[opened] in DOUBLE + SINGLE:
                        spaces = SPACE_BEFORE.search(text, max(start, opened - 1), opened)
                        yield Edit(spaces.start() if spaces else opened, opened + 1, first, RULE)
                    if text[closed] in DOUBLE + SINGLE:
                        spaces = SPACE_AFTER.match(text, closed + 1, end)
                        yield Edit(closed, spaces.end() if spaces else closed + 1, last, RULE)


def _is_chinese_pair(text: str, opened: int, closed: int, start: int, end: int) -> bool:
    """Whether the pair contains a Han character, adjoins a Chinese character, or has words and stands between Chinese characters."""
    if HAN_PATTERN.search(text, opened, min(closed, opened + REACH)):
        return True
    before, after = text[max(start, opened - 2) : opened], text[closed + 1 : min(end, closed + 3)]
    if any(map(is_chinese, before[-1:] + after[:1])):
        return True
    return WORDS.fullmatch(text, opened + 1, closed) is not None and any(map(is_chinese, before.rstrip(" ")[-1:] + after.lstrip(" ")[:1]))


def _find_pairs(text: str, mask: bytearray, start: int, end: int) -> list[Pair]:
    """The pairs of a paragraph with a straight quote; none of a kind (double, single) that has an odd number of quotes."""
    found: list[Pair] = []
    for straight, (opening, closing) in ((DOUBLE, OUTER), (SINGLE, INNER)):
        marks_of_kind = re.compile(f"[{straight}{opening}{closing}]")
        places = [at for match in marks_of_kind.finditer(text, start, end) if not mask[at := match.start()]]
        if straight is SINGLE:
            marks = {match.start() for match in APOSTROPHE.finditer(text, start, end)}
            places = list(_without_apostrophes(text, [at for at in places if at not in marks]))
        pairs = _match_quotes(text, places, straight, opening)
        if pairs is not None and all(_is_plausible_pair(text, *pair[:2], start, end) for pair in pairs):
            found += [pair for pair in pairs if text[pair[0]] in straight or text[pair[1]] in straight]
    return found


def _without_apostrophes(text: str, places: list[int]) -> Iterator[int]:
    """The single quotes among some: a ’ after a Latin letter is an apostrophe unless it closes a quotation."""
    depth = 0
    for at in places:
        if text[at] == "’" and text[at - 1 : at].isascii() and not depth:
            continue
        depth += (text[at] == "‘") - (text[at] == "’")
        yield at


def _match_quotes(text: str, places: list[int], straight: str, opening: str) -> list[Pair] | None:
    """Every quote with its counterpart, or None where one is unpaired."""
    pairs: list[Pair] = []
    stack: list[int] = []
    closes = _find_closes(text, places, straight + opening)
    for number, at in enumerate(places):
        if text[at] == opening or (text[at] in straight and _is_opening(text, stack, closes[number] - number, opening)):
            stack.append(at)
        elif stack:
            opened = stack.pop()
            pairs.append((opened, at, bool(stack)))
        else:
            return None
    return None if stack else pairs


def _find_closes(text: str, places: list[int], others: str) -> list[int]:
    """For each place the number of the next one from it on that is none of the other quotes; -1 where there is none."""
    found, close = [-1] * len(places), -1
    for number in range(len(places) - 1, -1, -1):
        close = number if text[places[number]] not in others else close
        found[number] = close
    return found


def _is_opening(text: str, stack: list[int], distance: int, opening: str) -> bool:
    """Whether a straight quote opens a pair: outside any pair, or in a curly one with an even number of straight quotes before its end.

    `distance` is the number of quotes up to that end, negative where there is none.
    """
    if not stack:
        return True
    return text[stack[-1]] == opening and distance >= 0 and distance % 2 == 0


def _is_plausible_pair(text: str, opened: int, closed: int, start: int, end: int) -> bool:
    """Whether no closing mark follows the first quote of a pair and no opening mark precedes the last."""
    if text[opened] in OUTER[0] + INNER[0] and text[closed] in OUTER[1] + INNER[1]:
        return True
    return (
        closed > opened + 1 and not AFTER_OPEN.match(text, opened + 1, end) and not BEFORE_CLOSE.match(text, max(start, closed - 1), closed)
    )
