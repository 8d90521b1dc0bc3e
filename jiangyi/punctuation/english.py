"""Correct Chinese marks in an English sentence to half-width ones."""

from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import CHINESE_PATTERN, HAN_PATTERN
from jiangyi.punctuation.edits import Edit
from jiangyi.punctuation.paragraph_ranges import find_paragraphs

RULE = "full-width-mark"
HALF_WIDTH_MARKS = dict(zip("，。；：！？、（）", ",.;:!?,()", strict=True))
MARK = compile_late(f"[{''.join(HALF_WIDTH_MARKS)}]")
SENTENCE = compile_late(r"(?:^|[^A-Za-z])[A-Za-z]+ [a-z]+[ ,，](?:[^\n]*[ ,，])?[a-z]+")
WORDS = compile_late(r"(?:^|[^A-Za-z])[A-Za-z]+ [a-z]+")
MARK_IN_WORDS = compile_late(r"[a-z][，。？！；：][A-Za-z]")
REACH = 500
"""How far a word may be from a mark behind it: what stands between them are closing marks."""
"""Several words with spaces; a list of names such as HTML、CSS has its Chinese marks on purpose."""
CLOSERS = "”’\"')）*_~="
SPACED_BEFORE, SPACED_AFTER = "(", ",.;:!?)"


def correct_english_marks(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each Chinese mark after a Latin word in a paragraph without Han, with the space that English has after it."""
    for start, end in find_paragraphs(text):
        if not MARK.search(text, start, end) or HAN_PATTERN.search(text, start, end) or not _has_sentence(text, start, end):
            continue
        for match in MARK.finditer(text, start, end):
            at = match.start()
            if not mask[at] and _is_in_english(text, at, start):
                mark = HALF_WIDTH_MARKS[match.group()]
                before = " " * (mark in SPACED_BEFORE and text[at - 1].isalnum())
                after = " " * (mark in SPACED_AFTER and text[at + 1 : at + 2].isalnum())
                yield Edit(at, at + 1, before + mark + after, RULE)


def _has_sentence(text: str, start: int, end: int) -> bool:
    """Whether a paragraph has at least three words of English, or two in a line in which a Chinese mark stands between words."""
    if SENTENCE.search(text, start, end):
        return True
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        marked = [match.start() for match in MARK_IN_WORDS.finditer(text, start, line_end)]
        words = WORDS.search(text, start, line_end) if marked else None
        if words and words.start() < marked[-1]:
            return True
        start = line_end + 1
    return False


def _is_in_english(text: str, at: int, start: int) -> bool:
    """Whether the nearest character to the left other than closing marks and spaces is Latin."""
    before = text[max(start, at - REACH) : at].rstrip(CLOSERS + " ")
    return bool(before) and before[-1].isascii() and before[-1].isalnum() and not CHINESE_PATTERN.match(before[-1])
