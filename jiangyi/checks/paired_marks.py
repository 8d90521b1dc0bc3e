"""Check paired and repeated punctuation marks: quotation marks, brackets, ellipses, dashes."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from jiangyi.core import Report
from jiangyi.punctuation import HAN_PATTERN, find_paragraphs
from jiangyi.readers import Prose

QUOTES = {"”": "“", "’": "‘"}
BRACKETS = {"）": "（", "》": "《", "〉": "〈", "】": "【", "」": "「", "』": "『", "〕": "〔", "］": "［", "｝": "｛", ")": "(", "]": "["}
QUOTE = re.compile("[“”‘’]")
BRACKET = re.compile("[" + re.escape("".join([*BRACKETS, *BRACKETS.values()])) + "]")
APOSTROPHE = re.compile(r"(?<=[A-Za-z])’(?=[A-Za-z])")
NUMBERED = re.compile(r"^[\s>*-]*(?:\w{1,3}|[一二三四五六七八九十]{1,3})\Z", re.MULTILINE)
LABEL_WIDTH = 80
"""The most characters before the bracket of a label in its line."""
TWICE = re.compile(r"(?=[，。、；：！？!?])(?:[，、；：][，。、；：]+|。[，。、；：](?!。)|(?<!。)。。(?!。)|[！？]{4,}|[!?]{4,})")
ADJACENT = re.compile(r"[，。、；：！？!?]{2}")
LONE = re.compile(r"(?<![…—–])—(?![…—–])")


def check_quotes(words: Prose, report: Report) -> None:
    """Report quotation marks that are unpaired or reversed in their paragraph, and straight ones that `fix` cannot pair."""
    edited = {edit.start for edit in words.edits if edit.rule == "straight-quote"}
    straight = [match.start() for match in re.finditer('["＂]', words.text) if match.start() not in edited] if '"' in words.text else []
    for at, mark in _find_unpaired(words, QUOTE, QUOTES, edited):
        report.add("quote-unbalanced", words.locate(at), mark=mark)
    if straight:
        mask = words.masked.mask
        for start, end in find_paragraphs(words.text):
            own = [at for at in straight[bisect_left(straight, start) : bisect_left(straight, end)] if not mask[at]]
            if len(own) % 2 and HAN_PATTERN.search(words.text, start, end):
                report.add("quote-unbalanced", words.locate(own[-1]), mark=words.text[own[-1]])


def check_brackets(words: Prose, report: Report) -> None:
    """Report brackets that are unpaired in their paragraph; the bracket of a label such as 1) is allowed."""
    for at, mark in _find_unpaired(words, BRACKET, BRACKETS, set()):
        if not (mark in ")）" and NUMBERED.search(words.text, max(0, at - LABEL_WIDTH), at)):
            report.add("bracket-unbalanced", words.locate(at), mark=mark)


def _find_unpaired(words: Prose, pattern: re.Pattern[str], partners: dict[str, str], edited: set[int]) -> Iterator[tuple[int, str]]:
    """The unpaired marks of each paragraph with Han characters; ( and （ count as equal, since another rule distinguishes them."""
    text = words.text
    if words.characters.isdisjoint((*partners, *partners.values())) or _is_balanced(text, partners):
        return
    mask = words.masked.mask
    changed = sorted(edited)
    for start, end in find_paragraphs(text):
        is_edited = bisect_left(changed, start) < bisect_left(changed, end)
        if is_edited or not HAN_PATTERN.search(text, start, end):
            continue
        stack: list[tuple[int, str]] = []
        for match in pattern.finditer(text, start, end):
            at, mark = match.start(), match.group()
            if mask[at] or (mark == "’" and APOSTROPHE.match(text, at)):
                continue
            if mark not in partners:
                stack.append((at, mark))
            elif stack and _is_pair(stack[-1][1], partners[mark]):
                stack.pop()
            else:
                yield at, mark
        yield from stack


def _is_pair(opened: str, expected: str) -> bool:
    return opened == expected or {opened, expected} == {"(", "（"}


def _is_balanced(text: str, partners: dict[str, str]) -> bool:
    """Whether removing adjacent pairs four times leaves no mark: a fast path for most texts."""
    rows = re.sub(f"[^{re.escape(''.join([*partners, *partners.values()]))}\\n]+", "", text)
    for _ in range(4):
        rows = re.sub("|".join(re.escape(opening + closing) for closing, opening in partners.items()), "", rows)
    return not rows.strip("\n")


def check_repeated_marks(words: Prose, report: Report) -> None:
    """Report repeated marks that `fix` does not remove; ！ and ？ may occur up to three times (GB/T 15834-2011 §4.3, §4.4)."""
    if not ADJACENT.search(words.text):
        return
    edited = {place for edit in words.edits for place in range(edit.start, edit.end)}
    for match in TWICE.finditer(words.text):
        if edited.isdisjoint(range(*match.span())):
            report.add("mark-repeated", words.locate(match.start(), len(match.group())), found=match.group())


def check_halved_marks(words: Prose, report: Report) -> None:
    """Report a single — between Han characters, half of a dash; it may also be the hyphen of a range (GB/T 15834-2011 §4.10, §4.13)."""
    for match in LONE.finditer(words.text) if "—" in words.text else ():
        at = match.start()
        if len(HAN_PATTERN.findall(words.text[max(0, at - 1) : at] + words.text[at + 1 : at + 2])) == len("——"):
            report.add("dash", words.locate(at))
