"""Correct ~ between numbers to the wave dash ～ of Chinese text (浪纹连接号, GB/T 15834-2011 §4.13)."""

from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import HAN, HAN_PATTERN, is_mostly_english
from jiangyi.punctuation.edits import Edit
from jiangyi.punctuation.paragraph_ranges import find_paragraphs

RULE = "half-width-mark"
TILDE = compile_late(rf"(?<=[\d%‰℃°{HAN}])(?<!~)~(?!~)(?=[\d+−-]*\d)")
NUMBER = compile_late(rf"\d(?:[%‰℃°]|[A-Za-z]{{1,2}}|[{HAN}]{{1,3}})?\Z")
"""A number with its unit before the dash; between other words - or — is right."""
LONGEST_UNIT = 4


def correct_number_ranges(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each ~ between two numbers of a Chinese paragraph."""
    for start, end in find_paragraphs(text):
        found = [match for match in TILDE.finditer(text, start, end) if not mask[match.start()]]
        found = [match for match in found if NUMBER.search(text, max(start, match.start() - LONGEST_UNIT), match.start())]
        if found and HAN_PATTERN.search(text, start, end) and not is_mostly_english(text, mask, start, end):
            yield from (Edit(*match.span(), "～", RULE) for match in found)
