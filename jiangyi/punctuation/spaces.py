"""Correct spaces: unusual ones beside Han become ordinary, those before a full-width mark are removed; none is added."""

from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import BLANKS, HAN, SET_APART
from jiangyi.punctuation.edits import Edit
from jiangyi.punctuation.protected_ranges import OPAQUE

RULE = "stray-space"
BLANK = compile_late(f"[{BLANKS}]")
ODD = compile_late(f"(?<=\\S)[\u00a0\u2000-\u200a\u202f\u205f](?=[{HAN}])|(?<=[{HAN}])[\u00a0\u2000-\u200a\u202f\u205f](?=\\S)")
BEFORE_MARK = compile_late(f"(?<=[{HAN}A-Za-z0-9`%”’）》\\])])[ \u00a0\u3000]+(?=[，。；：！？、])")
AFTER_MARK = compile_late(f"(?<=[，。；！？、])[ \u00a0](?=[{HAN}A-Za-z0-9`“‘《（\\[])(?!{SET_APART})")
"""A single space: more of them leave room for something; one before an option, a number or an answer sets it apart."""
AFTER_COLON = compile_late(f"(?<=：)[ \u00a0](?=[{HAN}“‘《（])(?![^：:\\n]{{0,10}}[：:])")
"""Not in a form such as 姓名： 学号："""


def correct_spaces(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each stray space.

    Lines of spaces alone stay, since they may stand for lost content; so do indents, which have no effect on the layout.
    """
    for pattern in (BEFORE_MARK, AFTER_MARK, AFTER_COLON):
        for match in pattern.finditer(text):
            ends_address = mask[match.start() - 1] == OPAQUE  # the space keeps the mark out of the address
            if not any(mask[match.start() : match.end()]) and not ends_address:
                yield Edit(match.start(), match.end(), "", RULE)
    for match in ODD.finditer(text):
        if not mask[match.start()] and not BEFORE_MARK.match(text, _first_blank(text, match.start())):
            yield Edit(match.start(), match.end(), " ", RULE)


def _first_blank(text: str, at: int) -> int:
    """The start of the run of blanks around an offset."""
    while at and BLANK.match(text[at - 1]):
        at -= 1
    return at
